import type { Store } from "../../../src/mlflow/store.ts";
import { artifactQuestions } from "./artifacts.ts";
import { experimentQuestions } from "./experiments.ts";
import { historyQuestions } from "./histories.ts";
import { loggedModelQuestions } from "./loggedModels.ts";
import { promptQuestions } from "./prompts.ts";
import { refusalQuestions } from "./refusals.ts";
import { registryQuestions } from "./registry.ts";
import { runQuestions } from "./runs.ts";
import { searchQuestions, walkQuestions } from "./searches.ts";
import { tableQuestions } from "./tables.ts";
import { traceQuestions } from "./traces.ts";
import { type Comparison, type Question, compareAnswers } from "./questions.ts";
import type { Oracle } from "../oracle.ts";

/** What is asked of a store about a topic, with the answers that the oracle has. */
type Topic = (oracle: Oracle, store: Store) => Question[];

const topics = {
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
} satisfies Record<string, Topic>;

export type TopicName = keyof typeof topics;
export const topicNames = Object.keys(topics) as TopicName[];

/** Asks a store all that the oracles have answers to about a topic. */
export async function askTopic(
  topic: TopicName,
  oracles: readonly Oracle[],
  store: Store,
  comparison: Comparison,
): ReturnType<typeof compareAnswers> {
  const questions: Topic = topics[topic];
  return compareAnswers(
    oracles.map((oracle) => ({ oracle, questions: questions(oracle, store) })),
    comparison,
  );
}
