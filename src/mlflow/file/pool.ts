import { availableParallelism } from "node:os";
import { extname, join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { MlflowError } from "../errors.ts";
import { type ScanResult, type ScanTask } from "./runs/scan/task.ts";

// More threads than one read faster for two reasons: warm, files cost processor time, so there is a thread a core; cold,
// each file is a wait for the disk, so there are as many waits at once as a disk likes.

export interface Pool {
  /**
   * Has tasks done by other threads, first things first.
   *
   * @param done called with each result as it comes
   * @param here does a task in this thread, which then takes its share of them
   * @throws what a task threw, or what a thread died of; the other results may be missing then
   */
  run(
    tasks: readonly ScanTask[],
    threads: number,
    done: (index: number, result: ScanResult) => void,
    here?: (task: ScanTask) => Promise<ScanResult>,
  ): Promise<void>;
  /** Whether there are threads that wait for tasks, or do some. */
  isRunning(): boolean;
  close(): void;
}

/** Besides this one, while files are in memory: one a core, each of which takes some 15 MB. */
export const warmThreads = Math.max(1, Math.min(3, availableParallelism() - 1));
/** While each file waits for the disk. */
export const coldThreads = 12;

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
  /** Tasks without a result. */
  left: number;
  done: (index: number, result: ScanResult) => void;
  end: (error?: Error) => void;
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
    for (const { job } of thread.pending.values()) job.end(reason);
    void thread.worker.terminate();
  }

  function start(): Thread {
    const file = join(import.meta.dirname, `scanThread${extname(import.meta.filename)}`);
    // What is read leaves the thread at once: it needs little memory of its own.
    const resourceLimits = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 };
    const worker = new Worker(file, { name: "mlflow-scan", resourceLimits, stdout: true, stderr: true });
    const thread: Thread = { worker, pending: new Map() };
    worker.on("message", ({ id, result, error }: { id: number; result?: ScanResult; error?: Error }) => {
      const { job, index } = thread.pending.get(id)!;
      thread.pending.delete(id);
      feed(thread);
      if (result !== undefined) finish(job, index, result);
      else job.end(error ?? new Error("The scan failed."));
    });
    worker.on("error", (error: Error) => end(thread, error));
    threads.add(thread);
    return thread;
  }

  function finish(job: Job, index: number, result: ScanResult): void {
    try {
      job.done(index, result);
      if (--job.left === 0) job.end();
    } catch (error) {
      job.end(error as Error);
    }
  }

  async function workHere(job: Job, here: (task: ScanTask) => Promise<ScanResult>): Promise<void> {
    try {
      while (job.next < job.tasks.length && jobs.includes(job)) {
        const index = job.next++;
        finish(job, index, await here(job.tasks[index]!));
        // What came from the other threads, and what others ask of this one, has its turn.
        await setImmediate();
      }
    } catch (error) {
      job.end(error as Error);
    }
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
    async run(tasks, wanted, done, here) {
      if (isClosed) throw closedError();
      const job: Job = { tasks, next: 0, left: tasks.length, done, end: () => undefined };
      const ended = new Promise<void>((resolve, reject) => {
        job.end = (error) => {
          if (jobs.includes(job)) jobs.splice(jobs.indexOf(job), 1);
          if (error === undefined) resolve();
          else reject(error);
        };
      });
      if (tasks.length === 0) job.end();
      jobs.unshift(job);
      while (threads.size < Math.min(wanted, tasks.length)) start();
      for (const thread of threads) feed(thread);
      if (here !== undefined) void workHere(job, here);
      await ended;
    },
    isRunning: () => threads.size > 0,
    close() {
      isClosed = true;
      for (const thread of threads) end(thread, closedError());
    },
  };
}
