import assert from "node:assert/strict";
import { test } from "node:test";
import { madeStore } from "./madeStore.ts";

const models = `
  INSERT INTO registered_models (name, creation_time, last_updated_time, description)
    VALUES ('forest', 1, 2, 'of iris'), ('other', 3, 3, NULL);
  INSERT INTO registered_model_tags (key, value, name) VALUES ('task', 'classify', 'forest'), ('empty', NULL, 'forest');
  INSERT INTO model_versions (name, version, creation_time, last_updated_time, current_stage, source, run_id, status)
    VALUES ('forest', 1, 1, 1, 'Archived', '/a', 'r1', 'READY'), ('forest', 2, 2, 2, 'Deleted_Internal', 'x', 'y', 'READY'),
      ('forest', 10, 3, 3, 'Production', '/b', NULL, 'READY');
  INSERT INTO model_version_tags (key, value, name, version) VALUES ('validated', 'yes', 'forest', 10);`;
const aliases = `
  INSERT INTO registered_model_aliases (alias, version, name) VALUES ('champion', 10, 'forest'), ('best', 10, 'forest');`;

test("a model is read with its tags and aliases", async (t) => {
  const { store } = await madeStore(t, "3.17", { fill: models + aliases });
  assert.deepEqual(await store.getRegisteredModel("forest"), {
    name: "forest",
    description: "of iris",
    tags: { task: "classify", empty: "" },
    aliases: { champion: "10", best: "10" },
    creationTimestamp: 1,
    lastUpdatedTimestamp: 2,
  });
});

test("a version tells its aliases where it is asked for, and not where it is found by a search", async (t) => {
  const { store } = await madeStore(t, "3.17", { fill: models + aliases });
  assert.deepEqual((await store.getModelVersion("forest", "10")).aliases.sort(), ["best", "champion"]);
  const { modelVersions } = await store.searchModelVersions({ filter: "version_number > 5" });
  assert.deepEqual(
    modelVersions.map(({ version, aliases, tags }) => ({ version, aliases, tags })),
    [{ version: "10", aliases: [], tags: { validated: "yes" } }],
  );
});

test("a deleted version is neither found nor told", async (t) => {
  const { store } = await madeStore(t, "3.17", { fill: models });
  const { modelVersions } = await store.searchModelVersions();
  assert.deepEqual(
    modelVersions.map(({ version }) => version),
    ["10", "1"],
  );
  await assert.rejects(store.getModelVersion("forest", "2"), {
    errorCode: "RESOURCE_DOES_NOT_EXIST",
    message: "Model Version (name=forest, version=2) not found",
  });
});

test("what is not there is refused in MLflow's words", async (t) => {
  const { store } = await madeStore(t, "3.17");
  await assert.rejects(store.getRegisteredModel("nope"), {
    errorCode: "RESOURCE_DOES_NOT_EXIST",
    message: "Registered Model with name=nope not found",
  });
  await assert.rejects(store.getRegisteredModel("a/b"), {
    errorCode: "INVALID_PARAMETER_VALUE",
    message: "Invalid model name 'a/b'. Names cannot contain '/' or ':'.",
  });
  await assert.rejects(store.getModelVersion("forest", "x"), {
    errorCode: "INVALID_PARAMETER_VALUE",
    message: "Parameter 'version' must be an integer, got 'x'.",
  });
});

test("pages of models follow each other", async (t) => {
  const { store } = await madeStore(t, "3.17", { fill: models });
  const first = await store.searchRegisteredModels({ maxResults: 1 });
  assert.deepEqual(first.registeredModels[0]?.name, "forest");
  const second = await store.searchRegisteredModels({ maxResults: 1, pageToken: first.nextPageToken ?? "" });
  assert.equal(second.registeredModels[0]?.name, "other");
  assert.equal(second.nextPageToken, undefined);
});

test("only the default workspace is seen", async (t) => {
  const fill = "INSERT INTO registered_models (name, workspace) VALUES ('theirs', 'team'), ('mine', 'default')";
  const { store } = await madeStore(t, "3.17", { fill });
  const { registeredModels } = await store.searchRegisteredModels();
  assert.deepEqual(
    registeredModels.map(({ name }) => name),
    ["mine"],
  );
  await assert.rejects(store.getRegisteredModel("theirs"), { errorCode: "RESOURCE_DOES_NOT_EXIST" });
});

test("a registry without aliases, as MLflow 1 has it, is read", async (t) => {
  const { store } = await madeStore(t, "1.30", { fill: models });
  assert.deepEqual((await store.getRegisteredModel("forest")).aliases, {});
  assert.deepEqual((await store.getModelVersion("forest", "10")).aliases, []);
  assert.deepEqual(await store.searchPrompts(), { prompts: [], nextPageToken: undefined });
});

test("a prompt is read with its versions in order, and kept from the models", async (t) => {
  const { store } = await madeStore(t, "3.17");
  await store.registerPrompt({
    name: "greeting",
    template: "Hi {{name}}",
    commitMessage: "first",
    tags: { by: "ada" },
  });
  await store.registerPrompt({ name: "greeting", template: [{ role: "user", content: "Hi é" }] });
  await store.setRegisteredModelAlias("greeting", "production", "1");
  const { prompts } = await store.searchPrompts();
  assert.deepEqual(
    prompts.map(({ name, description, tags }) => ({ name, description, tags })),
    [{ name: "greeting", description: "first", tags: { by: "ada", _mlflow_experiment_ids: ",0," } }],
  );
  assert.deepEqual(
    prompts[0]?.versions.map(({ version, template, commitMessage, tags, aliases }) => {
      return { version, template, commitMessage, tags, aliases };
    }),
    [
      { version: 1, template: "Hi {{name}}", commitMessage: "first", tags: { by: "ada" }, aliases: ["production"] },
      { version: 2, template: [{ role: "user", content: "Hi é" }], commitMessage: undefined, tags: {}, aliases: [] },
    ],
  );
  assert.deepEqual((await store.searchRegisteredModels()).registeredModels, []);
  assert.deepEqual((await store.searchModelVersions()).modelVersions, []);
});
