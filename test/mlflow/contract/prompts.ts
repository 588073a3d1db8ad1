import type { Prompt } from "../../../src/mlflow/entities.ts";
import type { Store } from "../../../src/mlflow/store.ts";
import type { Answer, Oracle } from "../oracle.ts";
import { allPages, once } from "./pages.ts";
import type { Question } from "./questions.ts";

/** Prompts in MLflow's order, each with all its versions. */
export function promptQuestions(oracle: Oracle, store: Store): Question[] {
  if (oracle.prompts === undefined) return [];
  const prompts = once(() => allPages((pageToken) => store.searchPrompts({ pageToken }), "prompts"));
  return [
    {
      title: "searchPrompts, all",
      expected: { result: oracle.prompts.map((prompt) => prompt.name) },
      ask: async () => (await prompts()).map((prompt) => prompt.name),
    },
    ...oracle.prompts.map(withNumbers).map((expected): Question => {
      return {
        title: `searchPrompts, ${expected.name}`,
        expected: { result: expected },
        isEntity: true,
        ask: async () => answerOf((await prompts()).find((prompt) => prompt.name === expected.name)),
      };
    }),
  ];
}

/** From a server MLflow 2 has the numbers of versions as text. */
function withNumbers(prompt: Answer & { name: string }): Answer & { name: string } {
  const versions = (prompt["versions"] as Answer[]).map((version) => ({
    ...version,
    version: Number(version["version"]),
  }));
  return { ...prompt, versions };
}

function answerOf(prompt: Prompt | undefined): Answer {
  return {
    name: prompt?.name,
    description: prompt?.description,
    tags: prompt?.tags,
    versions: prompt?.versions.map((version) => ({
      version: version.version,
      template: version.template,
      commit_message: version.commitMessage ?? null,
      tags: version.tags,
      aliases: version.aliases.toSorted(),
    })),
  };
}
