import assert from "node:assert/strict";
import { test } from "node:test";
import type { ModelVersion } from "../../src/mlflow/entities.ts";
import {
  onlyPrompts,
  promptExperimentsAfterRegistering,
  promptOf,
  promptVersionOf,
  promptVersionTags,
} from "../../src/mlflow/prompt.ts";

function version(number: string, tags: Record<string, string>): ModelVersion {
  return { name: "p", version: number, currentStage: "None", status: "READY", tags, aliases: [], description: "why" };
}

test("a prompt has its versions in ascending order, without the tags that MLflow keeps for itself", () => {
  const tags = { "mlflow.prompt.is_prompt": "true", "mlflow.prompt.text": "Hi", author: "ada" };
  const model = { name: "p", tags: { "mlflow.prompt.is_prompt": "true", _mlflow_experiment_ids: ",1," }, aliases: {} };
  const prompt = promptOf(model, [version("10", tags), version("9", tags)]);
  assert.deepEqual(prompt.tags, { _mlflow_experiment_ids: ",1," });
  assert.deepEqual(
    prompt.versions.map(({ version: number, template, tags: shown, commitMessage }) => [
      number,
      template,
      shown,
      commitMessage,
    ]),
    [
      [9, "Hi", { author: "ada" }, "why"],
      [10, "Hi", { author: "ada" }, "why"],
    ],
  );
});

test("what was written as a chat is read as one, damaged JSON as its text", () => {
  const messages = [{ role: "user", content: "ü {{x}} 😀" }];
  const tags = promptVersionTags(messages, { author: "ada" });
  assert.equal(tags["mlflow.prompt.text"], String.raw`[{"role": "user", "content": "\u00fc {{x}} \ud83d\ude00"}]`);
  assert.deepEqual(promptVersionOf(version("1", tags)).template, messages);
  assert.equal(promptVersionOf(version("1", { ...tags, "mlflow.prompt.text": "[{" })).template, "[{");
});

test("a search of prompts is one of models with their tag", () => {
  const own = "tags.`mlflow.prompt.is_prompt` = 'true'";
  assert.equal(onlyPrompts(undefined), own);
  assert.equal(onlyPrompts("name LIKE 'a%'"), `${own} AND name LIKE 'a%'`);
  const inExperiment = "tags.`_mlflow_experiment_ids` LIKE '%,7,%'";
  assert.equal(onlyPrompts("experiment_id = '7'"), `${own} AND ${inExperiment}`);
  assert.equal(onlyPrompts("name = 'a' AND experiment_id = \"7\""), `${own} AND ${inExperiment} AND name = 'a'`);
  assert.throws(() => onlyPrompts("experiment_id = 'x'"), {
    errorCode: "INVALID_PARAMETER_VALUE",
    message: "Invalid experiment_id: x. Must be a numeric value.",
  });
});

test("registering enters experiment 0 once", () => {
  assert.equal(promptExperimentsAfterRegistering(undefined), ",0,");
  assert.equal(promptExperimentsAfterRegistering(",1,22,"), ",1,22,0,");
  assert.equal(promptExperimentsAfterRegistering(",1,0,"), undefined);
});
