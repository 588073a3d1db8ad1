import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Worker } from "node:worker_threads";
import { connect } from "../../src/mlflow/rpc.ts";
import type { Store } from "../../src/mlflow/store.ts";
import type { Comparison } from "./contract/questions.ts";
import type { Asker, LocalStore } from "./contract/thread.ts";
import { askTopic, topicNames, type TopicName } from "./contract/topics.ts";
import type { Oracle } from "./oracle.ts";

export interface Skipped {
  title: RegExp;
  why: string;
}

export interface ContractOptions {
  /** What a backend is not asked: what the titles of such questions look like, and why. */
  skipped?: readonly Skipped[];
  /** MLflow's own client of the same store, for what the oracles' MLflow, elsewhere, was answered otherwise. */
  judge?: Comparison["judge"];
}

/**
 * Asks a store all that the oracles have answers to, and compares in full. Where two MLflow versions answer otherwise, the
 * store may answer as either does, question by question; which it did is told as a diagnostic.
 *
 * @param open opens the store under test; called once, before the oracles are
 */
export function contract(
  name: string,
  oracles: () => Oracle[],
  open: () => Promise<Store>,
  { skipped = [], judge }: ContractOptions = {},
): void {
  describe(name, () => {
    let store: Store;
    let answers: Oracle[];
    before(async () => {
      store = await open();
      answers = oracles();
    });
    after(() => store.close());
    const comparison = { skipped: skipped.map(({ title }) => title), ...(judge && { judge }) };
    tests((topic) => askTopic(topic, answers, store, comparison));
  });
}

/**
 * The same for a store of this machine, in a thread beside the tests.
 *
 * @param oracles the files of the oracles
 * @param open called once
 */
export function localContract(
  name: string,
  oracles: readonly string[],
  open: () => Promise<LocalStore> | LocalStore,
): void {
  describe(name, () => {
    before(async () => {
      thread().worker.ref();
      await thread().asker.open(await open(), oracles);
    });
    after(async () => {
      await thread().asker.close();
      // It must not keep the tests from ending.
      thread().worker.unref();
    });
    tests((topic) => thread().asker.ask(topic));
  });
}

let started: { worker: Worker; asker: Asker } | undefined;

function thread(): { worker: Worker; asker: Asker } {
  if (started === undefined) {
    const worker = new Worker(new URL("contract/thread.ts", import.meta.url));
    const { remote, close } = connect<Asker>({
      postMessage: (message) => worker.postMessage(message),
      onMessage: (listener) => void worker.on("message", listener),
    });
    worker.on("error", close);
    started = { worker, asker: remote };
  }
  return started;
}

function tests(ask: (topic: TopicName) => ReturnType<typeof askTopic>): void {
  for (const topic of topicNames) {
    test(`${topic}: MLflow's own answers`, async (t) => {
      const { report, failed, notes } = await ask(topic);
      for (const note of notes) t.diagnostic(note);
      assert.equal(failed, 0, report);
    });
  }
}
