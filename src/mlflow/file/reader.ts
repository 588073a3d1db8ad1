import { setImmediate } from "node:timers/promises";
import { MlflowError } from "../errors.ts";
import { withYaml } from "./disk/meta.ts";
import { type Continuation } from "./metrics/latest.ts";
import { coldThreads, createPool, type Pool, warmThreads } from "./pool.ts";
import { performTask, type ScanResult, type ScanTask } from "./runs/scan/task.ts";

/** Does the reading of a store: here while there is little of it, by the pool's threads where there is much. */
export interface Reader {
  /**
   * Has tasks done, first things first. Other work of this thread goes on between them.
   *
   * @param files how many files a task reads, about: what tells a cold disk from a warm one
   */
  read(tasks: readonly ScanTask[], files: number, done: (index: number, result: ScanResult) => void): Promise<void>;
  /** Like `read`, but in no hurry: what others ask of this thread goes before each task. */
  readInBackground(tasks: readonly ScanTask[], done: (index: number, result: ScanResult) => void): Promise<void>;
  close(): void;
}

/** So many files are read before a disk is judged. */
const judgedFiles = 128;
/** Blocks of 512 bytes that came from the disk for each file; a small file is eight of them. */
const coldBlocksPerFile = 2;
/** Where blocks are not counted: in memory a file takes some 10 µs, with a virus scanner 100. */
const coldMsPerFile = 0.25;
/** Reading as many files here takes longer than starting a thread that takes half of them. */
const manyFiles = 6_000;
/** Where a thread already runs, as many are worth handing over. */
const severalFiles = 500;
/** This thread answers others at least so often. */
const sliceMs = 12;
/** Long metric files whose reading can be continued. */
const maxContinuations = 2000;

/** @param isRemote each file is a wait for another machine */
export function createReader(isRemote: boolean, pool: Pool = createPool()): Reader {
  const continuations = new Map<string, Continuation>();
  /** The latest judgement, for what reads in the background. */
  let isCold = isRemote;

  async function perform(task: ScanTask): Promise<ScanResult> {
    const result = await withYaml(() => performTask(task, continuations));
    for (const path of continuations.keys()) {
      if (continuations.size <= maxContinuations) break;
      continuations.delete(path);
    }
    return result;
  }

  /** By the pool, and what it failed to do, as when a thread ran out of memory, here. */
  async function share(
    tasks: readonly ScanTask[],
    threads: number,
    done: (index: number, result: ScanResult) => void,
    here?: typeof perform,
  ): Promise<void> {
    const isDone = new Uint8Array(tasks.length);
    const finish = (index: number, result: ScanResult) => {
      if (isDone[index] === 1) return;
      isDone[index] = 1;
      done(index, result);
    };
    try {
      await pool.run(tasks, threads, finish, here);
    } catch (error) {
      if (error instanceof MlflowError) throw error;
      for (const [index, task] of tasks.entries()) if (isDone[index] === 0) finish(index, await perform(task));
    }
  }

  return {
    async read(tasks, files, done) {
      // Most readings are of a file or two.
      const judge = tasks.length > 1 && tasks.length * files > judgedFiles ? judgeDisk() : () => isCold;
      let lastPause = performance.now();
      let read = 0;
      let judgeAt = judgedFiles;
      for (let index = 0; index < tasks.length; index++) {
        const left = (tasks.length - index) * files;
        if (read >= judgeAt) {
          isCold = isRemote || judge(read);
          // Asking the system costs as much as reading a file, and what comes first comes from the disk most likely.
          judgeAt = read * 4;
        }
        const worthwhile = isCold ? judgedFiles : pool.isRunning() ? severalFiles : manyFiles;
        if (read >= judgedFiles && left > worthwhile) {
          const threads = isCold ? coldThreads : warmThreads;
          await share(tasks.slice(index), threads, (i, result) => done(index + i, result), perform);
          return;
        }
        done(index, await perform(tasks[index]!));
        read += files;
        if (performance.now() - lastPause > sliceMs && index + 1 < tasks.length) {
          await setImmediate();
          lastPause = performance.now();
        }
      }
    },
    async readInBackground(tasks, done) {
      // A thread of its own would not be done much sooner, and takes 15 MB.
      if (isCold) return share(tasks, coldThreads, done);
      for (const [index, task] of tasks.entries()) {
        done(index, await perform(task));
        await setImmediate();
      }
    },
    close: () => pool.close(),
  };
}

/** @returns a function that tells whether the files read since then mostly came from a disk */
function judgeDisk(): (files: number) => boolean {
  const start = performance.now();
  const before = process.resourceUsage().fsRead;
  return (files) =>
    process.platform === "linux"
      ? process.resourceUsage().fsRead - before > coldBlocksPerFile * files
      : (performance.now() - start) / files > coldMsPerFile;
}
