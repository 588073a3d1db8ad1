import { parentPort } from "node:worker_threads";
import { openStore } from "../../../src/mlflow/index.ts";
import { openStoreHere } from "../../../src/mlflow/open.ts";
import { connect } from "../../../src/mlflow/rpc.ts";
import type { OpenOptions, Store } from "../../../src/mlflow/store.ts";
import { type Oracle, readOracle } from "../oracle.ts";
import { askTopic, type TopicName } from "./topics.ts";

// The thread in which stores of this machine are asked, one after the other. node:test follows every promise of the thread
// that it runs in, and there are millions: away from it, a contract takes three quarters of the time.

/** A store of this machine, and the way to it. */
export interface LocalStore {
  uri: string;
  options?: OpenOptions;
  /** Opened as everybody does it, behind a thread of its own. */
  isBehindThread?: boolean;
}

let store: Store;
let oracles: Oracle[];

const asker = {
  async open({ uri, options, isBehindThread }: LocalStore, oracleFiles: readonly string[]): Promise<void> {
    store = await (isBehindThread ? openStore : openStoreHere)(uri, options);
    oracles = oracleFiles.map(readOracle);
  },
  ask: (topic: TopicName) => askTopic(topic, oracles, store, { skipped: [] }),
  close: (): Promise<void> => store.close(),
};
export type Asker = typeof asker;

connect(
  {
    postMessage: (message) => parentPort?.postMessage(message),
    onMessage: (listener) => void parentPort?.on("message", listener),
  },
  asker,
);
