import { setImmediate } from "node:timers/promises";
import { withYaml } from "./disk/meta.ts";
import { type Continuation } from "./metrics/latest.ts";
import { coldThreads, createPool, type Pool, warmThreads } from "./pool.ts";
import { performTask, type ScanResult, type ScanTask } from "./runs/task.ts";

/** Does the reading of a store: here while there is little of it, by the pool's threads where there is much. */
export interface Reader {
  /**
   * Has tasks done, first things first. Other work of this thread goes on between them.
   *
   * @param files how many files a task reads, about: what tells a cold disk from a warm one
   */
  read(tasks: readonly ScanTask[], files: number, done: (index: number, result: ScanResult) => void): Promise<void>;
  /** Like `read`, but leaves this thread free from the start. */
  readInBackground(tasks: readonly ScanTask[], done: (index: number, result: ScanResult) => void): Promise<void>;
  close(): void;
}

/** A file in memory takes some 10 µs, one on a disk 90 and more: above this it is worth to wait for many at once. */
const coldMsPerFile = 0.05;
/** Reading as many files here takes longer than starting threads for them. */
const manyFiles = 20_000;
/** This thread answers others at least so often. */
const sliceMs = 12;
/** Long metric files whose reading can be continued. */
const maxContinuations = 2000;

export function createReader(pool: Pool = createPool()): Reader {
  const continuations = new Map<string, Continuation>();
  /** The latest measure, for what reads in the background without measuring. */
  let isCold = false;

  async function perform(task: ScanTask): Promise<ScanResult> {
    const result = await withYaml(() => performTask(task, continuations));
    for (const path of continuations.keys()) {
      if (continuations.size <= maxContinuations) break;
      continuations.delete(path);
    }
    return result;
  }

  return {
    async read(tasks, files, done) {
      let start = performance.now();
      let lastPause = start;
      let measured = 0;
      for (let index = 0; index < tasks.length; index++) {
        const left = (tasks.length - index) * files;
        // The first pieces tell nothing: code that runs for the first time is slow too.
        if (index > 1 && left > 500) {
          isCold = (performance.now() - start) / (measured * files) > coldMsPerFile;
          if (isCold || left > manyFiles) {
            const rest = tasks.slice(index);
            const threads = isCold ? coldThreads : warmThreads;
            await pool.run(rest, threads, (i, result) => done(index + i, result));
            return;
          }
        }
        done(index, await perform(tasks[index]!));
        measured++;
        if (index === 0) {
          start = performance.now();
          measured = 0;
        }
        if (performance.now() - lastPause > sliceMs && index + 1 < tasks.length) {
          await setImmediate();
          lastPause = performance.now();
        }
      }
    },
    readInBackground: (tasks, done) => pool.run(tasks, isCold ? coldThreads : warmThreads, done),
    close: () => pool.close(),
  };
}
