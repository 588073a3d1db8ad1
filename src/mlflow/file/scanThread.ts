import { parentPort } from "node:worker_threads";
import { withYaml } from "./disk/meta.ts";
import { performTask, type ScanTask, transferables } from "./runs/scan/task.ts";

// A thread of the pool (pool.ts): reads what it is told to, piece by piece, and hands back columns.

parentPort?.on("message", ({ id, task }: { id: number; task: ScanTask }) => {
  void withYaml(() => performTask(task)).then(
    (result) => parentPort?.postMessage({ id, result }, transferables(result)),
    (error: unknown) => parentPort?.postMessage({ id, error }),
  );
});
