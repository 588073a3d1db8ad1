import { extname, join } from "node:path";
import { Worker } from "node:worker_threads";
import { connect } from "./rpc.ts";
import type { OpenOptions, Store, StoreIdentity, StoreMethods } from "./store.ts";

export type * from "./entities.ts";
export type * from "./store.ts";
export { MlflowError, type ErrorCode } from "./errors.ts";

/**
 * Opens a store behind a thread of its own; the calling thread never reads from it. The process lives until `close()`.
 *
 * @param uri a folder, `file:///…/mlruns`, `sqlite:////…/mlflow.db`, `http://127.0.0.1:5000`, `databricks://profile`
 * @throws MlflowError when nothing can be read there: the reason in words, the system's error as `cause`
 */
export async function openStore(uri: string, options: OpenOptions = {}): Promise<Store> {
  const file = join(import.meta.dirname, `worker${extname(import.meta.filename)}`);
  // What is read is short-lived: a small young generation is emptied often instead of growing to tens of megabytes.
  const resourceLimits = { maxYoungGenerationSizeMb: 8 };
  const worker = new Worker(file, {
    ...{ workerData: { uri, options }, name: "mlflow-store", resourceLimits },
    // It says nothing there; else each would be piped into this process's own, which may have none yet.
    ...{ stdout: true, stderr: true },
  });
  const { remote, close } = connect<StoreMethods & { identity(): Promise<StoreIdentity> }>({
    postMessage: (message, buffers) => worker.postMessage(message, buffers),
    onMessage: (listener) => void worker.on("message", listener),
  });
  // A thread that dies (out of memory, a defect) must not leave its callers waiting for ever.
  worker.on("error", close);
  worker.on("exit", close);
  const end = async () => {
    await worker.terminate();
  };
  try {
    const store = Object.assign(Object.create(remote) as Store, await remote.identity(), {
      refresh: async (paths?: readonly string[]) => {
        const changes = await remote.refresh(paths);
        // A database that was being made, or a folder that was locked, may be writable by now.
        Object.assign(store, await remote.identity());
        return changes;
      },
      close: async () => {
        await remote.close();
        await end();
      },
    });
    return store;
  } catch (error) {
    await end();
    throw error;
  }
}
