import * as module from "node:module";
import { parentPort, workerData } from "node:worker_threads";
import { openStoreHere } from "./open.ts";
import { connect, type Port } from "./rpc.ts";
import type { OpenOptions, StoreIdentity } from "./store.ts";

// The thread that owns one store. Its code may be synchronous: nobody else waits here.

// A backend is compiled once, not by each thread: Node keeps the outcome where it keeps that of other programs. (Before
// 22.1 it cannot.)
(module as Partial<typeof module>).enableCompileCache?.();

const { uri, options } = workerData as { uri: string; options: OpenOptions };
const port: Port = {
  postMessage: (message, buffers) => parentPort?.postMessage(message, buffers),
  onMessage: (listener) => void parentPort?.on("message", listener),
};

void openStoreHere(uri, options).then(
  (store) =>
    connect(port, {
      ...store,
      identity: (): StoreIdentity => ({
        uri: store.uri,
        kind: store.kind,
        readOnlyReason: store.readOnlyReason,
        schemaRevision: store.schemaRevision,
      }),
    }),
  (error: unknown) =>
    connect(port, {
      identity: () => {
        throw error;
      },
    }),
);
