import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Store } from "../../src/mlflow/store.ts";
import { artifactQuestions } from "./contract/artifacts.ts";
import { experimentQuestions } from "./contract/experiments.ts";
import { historyQuestions } from "./contract/histories.ts";
import { loggedModelQuestions } from "./contract/loggedModels.ts";
import { promptQuestions } from "./contract/prompts.ts";
import { type Comparison, type Question, compareAnswers } from "./contract/questions.ts";
import { refusalQuestions } from "./contract/refusals.ts";
import { registryQuestions } from "./contract/registry.ts";
import { runQuestions } from "./contract/runs.ts";
import { searchQuestions, walkQuestions } from "./contract/searches.ts";
import { tableQuestions } from "./contract/tables.ts";
import { traceQuestions } from "./contract/traces.ts";
import type { Oracle } from "./oracle.ts";

/** What is asked of a store about a topic, with the answers that the oracle has. */
export type Topic = (oracle: Oracle, store: Store) => Question[];

export interface Skipped {
  title: RegExp;
  why: string;
}

const topics: Record<string, Topic> = {
  experiments: experimentQuestions,
  runs: runQuestions,
  "metric histories": historyQuestions,
  artifacts: artifactQuestions,
  "registered models and versions": registryQuestions,
  prompts: promptQuestions,
  "logged models": loggedModelQuestions,
  traces: traceQuestions,
  searches: searchQuestions,
  "searches page by page": walkQuestions,
  "what is not there": refusalQuestions,
  "tables, counts and columns of runs": tableQuestions,
};

export interface ContractOptions {
  /** What a backend is not asked: what the titles of such questions look like, and why. */
  skipped?: readonly Skipped[];
  /** MLflow's own client of the same store, for what the oracles' MLflow, elsewhere, was answered otherwise. */
  judge?: Comparison["judge"];
  /** Of the questions of a topic only each so-many-th is asked: where another contract asks them all of the same store. */
  every?: number;
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
  { skipped = [], judge, every = 1 }: ContractOptions = {},
): void {
  describe(name, () => {
    let store: Store;
    let answers: Oracle[];
    before(async () => {
      store = await open();
      answers = oracles();
    });
    after(() => store.close());
    for (const [topic, questions] of Object.entries(topics)) {
      test(`${topic}: MLflow's own answers`, async (t) => {
        const { report, failed, notes } = await compareAnswers(
          answers.map((oracle) => ({ oracle, questions: questions(oracle, store) })),
          { every, skipped: skipped.map(({ title }) => title), ...(judge && { judge }) },
        );
        for (const note of notes) t.diagnostic(note);
        assert.equal(failed, 0, report);
      });
    }
  });
}
