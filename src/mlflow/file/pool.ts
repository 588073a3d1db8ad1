import { availableParallelism } from "node:os";
import { extname, join } from "node:path";
import { Worker } from "node:worker_threads";
import { MlflowError } from "../errors.ts";
import { type ScanResult, type ScanTask } from "./runs/task.ts";

// More threads than one read faster for two reasons: warm, files cost processor time, so there is a thread a core; cold,
// each file is a wait for the disk, so there are as many waits at once as a disk likes.

export interface Pool {
  /**
   * Has tasks done by several threads, first things first.
   *
   * @param done called with each result as it comes
   * @throws what a task threw; the others are then not waited for
   */
  run(tasks: readonly ScanTask[], threads: number, done: (index: number, result: ScanResult) => void): Promise<void>;
  close(): void;
}

/** While files are in memory. */
export const warmThreads = Math.max(2, Math.min(4, availableParallelism()));
/** While each file waits for the disk. */
export const coldThreads = 16;

/** A thread is kept that long for the next tasks. */
const idleMs = 1000;
/** So many tasks lie before a thread: one it does, one for when it is done. */
const tasksAhead = 2;

function closedError(): MlflowError {
  return new MlflowError("INTERNAL_ERROR", "The store was closed.");
}

interface Job {
  tasks: readonly ScanTask[];
  /** The first task that no thread has. */
  next: number;
  done: (index: number, result: ScanResult) => void;
  failed: (error: Error) => void;
}

interface Thread {
  worker: Worker;
  pending: Map<number, { job: Job; index: number }>;
  idle?: NodeJS.Timeout;
}

export function createPool(): Pool {
  const threads = new Set<Thread>();
  /** The newest first: who asks now goes before what goes on in the background. */
  const jobs: Job[] = [];
  let nextId = 1;
  let isClosed = false;

  function end(thread: Thread, reason: Error): void {
    threads.delete(thread);
    clearTimeout(thread.idle);
    for (const { job } of thread.pending.values()) job.failed(reason);
    void thread.worker.terminate();
  }

  function start(): Thread {
    const file = join(import.meta.dirname, `scanThread${extname(import.meta.filename)}`);
    // A small young generation: what is read leaves the thread at once, and sixteen of them must not take much.
    const resourceLimits = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 256 };
    const worker = new Worker(file, { name: "mlflow-scan", resourceLimits });
    const thread: Thread = { worker, pending: new Map() };
    worker.on("message", ({ id, result, error }: { id: number; result?: ScanResult; error?: Error }) => {
      const { job, index } = thread.pending.get(id)!;
      thread.pending.delete(id);
      feed(thread);
      if (result !== undefined) job.done(index, result);
      else job.failed(error ?? new Error("The scan failed."));
    });
    worker.on("error", (error: Error) => end(thread, error));
    threads.add(thread);
    return thread;
  }

  function feed(thread: Thread): void {
    while (thread.pending.size < tasksAhead) {
      const job = jobs.find(({ tasks, next }) => next < tasks.length);
      if (job === undefined) break;
      const id = nextId++;
      const index = job.next++;
      thread.pending.set(id, { job, index });
      thread.worker.postMessage({ id, task: job.tasks[index] });
    }
    clearTimeout(thread.idle);
    if (thread.pending.size > 0) thread.worker.ref();
    else {
      thread.worker.unref();
      thread.idle = setTimeout(() => end(thread, new Error("The thread was idle.")), idleMs).unref();
    }
  }

  return {
    run(tasks, wanted, done) {
      if (tasks.length === 0) return Promise.resolve();
      if (isClosed) return Promise.reject(closedError());
      return new Promise((resolve, reject) => {
        let left = tasks.length;
        const job: Job = {
          tasks,
          next: 0,
          done: (index, result) => {
            try {
              done(index, result);
            } catch (error) {
              job.failed(error as Error);
              return;
            }
            if (--left > 0) return;
            jobs.splice(jobs.indexOf(job), 1);
            resolve();
          },
          failed: (error) => {
            if (jobs.includes(job)) jobs.splice(jobs.indexOf(job), 1);
            reject(error);
          },
        };
        jobs.unshift(job);
        while (threads.size < Math.min(wanted, tasks.length)) start();
        for (const thread of threads) feed(thread);
      });
    },
    close() {
      isClosed = true;
      for (const thread of threads) end(thread, closedError());
    },
  };
}
