import assert from "node:assert/strict";
import { test } from "node:test";
import { type Store } from "../../../../src/mlflow/store.ts";
import { madeStore, type SchemaVersion } from "../madeStore.ts";

const versions: SchemaVersion[] = ["1.30", "2.22", "3.17"];
const models = `
  INSERT INTO registered_models (name, creation_time, last_updated_time) VALUES ('m', 1, 1), ('other', 1, 1);
  INSERT INTO model_versions (name, version, creation_time, last_updated_time, description, user_id, current_stage, source,
      run_id, run_link, status, status_message)
    VALUES ('m', 1, 1, 1, 'd', 'ada', 'Production', '/a', 'r', 'l', 'READY', 's'),
      ('m', 2, 1, 1, NULL, NULL, 'Production', '/b', NULL, NULL, 'READY', NULL),
      ('m', 3, 1, 1, NULL, NULL, 'None', '/c', NULL, NULL, 'READY', NULL);
  INSERT INTO model_version_tags (key, value, name, version) VALUES ('t', '1', 'm', 1);
  INSERT INTO registered_model_tags (key, value, name) VALUES ('t', '1', 'm');`;
const aliases = "INSERT INTO registered_model_aliases (alias, version, name) VALUES ('a', 1, 'm'), ('b', 2, 'm');";

const stagesOf = async (store: Store) =>
  (await store.searchModelVersions({ filter: "name = 'm'", orderBy: ["version_number"] })).modelVersions.map(
    ({ currentStage, lastUpdatedTimestamp }) => [currentStage, lastUpdatedTimestamp === 1],
  );

for (const version of versions) {
  test(`a model and a version of MLflow ${version} are created`, async (t) => {
    const { store, sql } = await madeStore(t, version);
    const model = await store.createRegisteredModel({ name: "forest", tags: { task: "classify" }, description: "d" });
    assert.deepEqual(model, await store.getRegisteredModel("forest"));
    const made = await store.createModelVersion({ name: "forest", source: "/a", runId: "r", tags: { t: "1" } });
    assert.deepEqual(made, await store.getModelVersion("forest", "1"));
    const [row] = sql("SELECT * FROM model_versions");
    assert.deepEqual(
      { ...row },
      {
        name: "forest",
        version: 1,
        creation_time: made.creationTimestamp,
        last_updated_time: made.creationTimestamp,
        description: null,
        user_id: null,
        current_stage: "None",
        source: "/a",
        run_id: "r",
        status: "READY",
        status_message: null,
        run_link: null,
        ...(version !== "1.30" && { storage_location: "/a" }),
        ...(version === "3.17" && { workspace: "default" }),
      },
    );
    assert.equal((await store.getRegisteredModel("forest")).lastUpdatedTimestamp, made.creationTimestamp);
  });

  test(`a model of MLflow ${version} is renamed with all that belongs to it, and deleted with it`, async (t) => {
    const { store, sql } = await madeStore(t, version, { fill: models + (version === "1.30" ? "" : aliases) });
    const tables = ["registered_models", "registered_model_tags", "model_versions", "model_version_tags"];
    if (version !== "1.30") tables.push("registered_model_aliases");
    const counts = (name: string) =>
      tables.map((table) => sql(`SELECT count(*) AS n FROM ${table} WHERE name = ?`, name)[0]?.n);
    const before = counts("m");
    await store.renameRegisteredModel("m", "m2");
    assert.deepEqual(counts("m2"), before);
    assert.ok(sql("SELECT min(last_updated_time) AS time FROM model_versions")[0]?.time !== 1);
    await store.deleteRegisteredModel("m2");
    assert.deepEqual([...counts("m"), ...counts("m2")], Array<number>(tables.length * 2).fill(0));
    assert.deepEqual(counts("other")[0], 1);
  });
}

test("a version that is deleted keeps its number and says nothing any more", async (t) => {
  const { store, sql } = await madeStore(t, "3.17", { fill: models + aliases });
  await store.deleteModelVersion("m", "1");
  const [row] = sql("SELECT * FROM model_versions WHERE version = 1");
  assert.deepEqual(
    { ...row, last_updated_time: undefined },
    {
      name: "m",
      version: 1,
      creation_time: 1,
      last_updated_time: undefined,
      description: null,
      user_id: null,
      current_stage: "Deleted_Internal",
      source: "REDACTED-SOURCE-PATH",
      run_id: "REDACTED-RUN-ID",
      status: "READY",
      status_message: null,
      run_link: "REDACTED-RUN-LINK",
      storage_location: null,
      workspace: "default",
    },
  );
  assert.deepEqual((await store.getRegisteredModel("m")).aliases, { b: "2" });
  await store.deleteModelVersion("m", "3");
  assert.equal((await store.createModelVersion({ name: "m", source: "/d" })).version, "4");
});

test("a stage is given in any letter case, and those who had it go to the archive only when asked", async (t) => {
  const { store } = await madeStore(t, "3.17", { fill: models });
  const to3 = { name: "m", version: "3", stage: "PRODUCTION" };
  await store.transitionModelVersionStage({ ...to3, archiveExistingVersions: false });
  assert.deepEqual(await stagesOf(store), [
    ["Production", true],
    ["Production", true],
    ["Production", false],
  ]);
  await store.transitionModelVersionStage({ ...to3, archiveExistingVersions: true });
  assert.deepEqual(await stagesOf(store), [
    ["Archived", false],
    ["Archived", false],
    ["Production", false],
  ]);
});

test("tags and aliases leave all times, descriptions move those of their own", async (t) => {
  const { store } = await madeStore(t, "3.17", { fill: models });
  await store.setRegisteredModelTag("m", "k", "v");
  await store.deleteRegisteredModelTag("m", "t");
  await store.setModelVersionTag("m", "1", "k", "v");
  await store.deleteModelVersionTag("m", "1", "t");
  await store.setRegisteredModelAlias("m", "best", "1");
  await store.setRegisteredModelAlias("m", "best", "2");
  await store.deleteRegisteredModelAlias("m", "nope");
  const model = await store.getRegisteredModel("m");
  const version = await store.getModelVersion("m", "1");
  assert.deepEqual([model.tags, model.aliases, version.tags], [{ k: "v" }, { best: "2" }, { k: "v" }]);
  assert.deepEqual([model.lastUpdatedTimestamp, version.lastUpdatedTimestamp], [1, 1]);
  await store.updateModelVersion({ name: "m", version: "1", description: "new" });
  assert.equal((await store.getRegisteredModel("m")).lastUpdatedTimestamp, 1);
  assert.notEqual((await store.getModelVersion("m", "1")).lastUpdatedTimestamp, 1);
  await store.updateRegisteredModel({ name: "m", description: "new" });
  assert.notEqual((await store.getRegisteredModel("m")).lastUpdatedTimestamp, 1);
});

test("a version made from another one, or from a logged model, lies where that lies", async (t) => {
  const { store, sql } = await madeStore(t, "3.17", {
    fill: `${models} INSERT INTO logged_models VALUES ('m-1', 0, 'x', '/logged', 1, 1, 2, 'active', NULL, 'run', NULL);`,
  });
  await store.createModelVersion({ name: "other", source: "models:/m/1" });
  await store.createModelVersion({ name: "other", source: "models:/other/1" });
  const made = await store.createModelVersion({ name: "other", source: "models:/m-1" });
  assert.equal(made.runId, "run");
  assert.deepEqual(
    sql("SELECT storage_location FROM model_versions WHERE name = 'other'").map((row) => row.storage_location),
    ["/a", "/a", "/logged"],
  );
});

test("what MLflow refuses of the registry is refused in its words, and changes nothing", async (t) => {
  const { store, dump } = await madeStore(t, "3.17", { fill: models + aliases });
  await store.registerPrompt({ name: "prompt", template: "x" });
  const missing = "Registered Model with name=nope not found";
  const noVersion = "Model Version (name=m, version=9) not found";
  const stage = (change: { version?: string; stage: string; archiveExistingVersions?: boolean }) => () =>
    store.transitionModelVersionStage({ name: "m", version: "1", archiveExistingVersions: false, ...change });
  const cases: [() => Promise<unknown>, string | RegExp][] = [
    [() => store.createRegisteredModel({ name: "m" }), "Registered Model (name=m) already exists."],
    [
      () => store.createRegisteredModel({ name: "prompt" }),
      "Tried to create a registered model with name 'prompt', but the name is already taken by a prompt. " +
        "MLflow does not allow creating a model and a prompt with the same name.",
    ],
    [() => store.createRegisteredModel({ name: " " }), "Missing value for required parameter 'name'."],
    [() => store.createRegisteredModel({ name: "a:b" }), "Invalid model name 'a:b'. Names cannot contain '/' or ':'."],
    [
      () => store.createRegisteredModel({ name: "x", tags: { "bad!": "" } }),
      /^Invalid value "bad!" for parameter 'key'/,
    ],
    [
      () => store.renameRegisteredModel("m", "other"),
      /^Registered Model \(name=other\) already exists\. Error: .*autoflush.*\n\(sqlite3\.IntegrityError\) UNIQUE/,
    ],
    [() => store.renameRegisteredModel("m", " "), "The name must not be an empty string."],
    [() => store.deleteRegisteredModel("nope"), missing],
    [() => store.updateRegisteredModel({ name: "nope", description: "" }), missing],
    [() => store.setRegisteredModelTag("nope", "k", "v"), missing],
    [() => store.createModelVersion({ name: "nope", source: "/a" }), missing],
    [
      () => store.createModelVersion({ name: "m", source: "models:/m/9" }),
      `Unable to fetch model from model URI source artifact location 'models:/m/9'.Error: ${noVersion}`,
    ],
    [() => store.updateModelVersion({ name: "m", version: "9", description: "" }), noVersion],
    [() => store.deleteModelVersion("m", "9"), noVersion],
    [() => store.deleteModelVersion("m", "x"), "Parameter 'version' must be an integer, got 'x'."],
    [() => store.setModelVersionTag("m", "9", "k", "v"), noVersion],
    [
      () => store.setModelVersionTag("m", "1", "k", "x".repeat(100_001)),
      "'value' exceeds the maximum length of 100000 characters",
    ],
    [
      stage({ stage: "x" }),
      "Invalid Model Version stage: x. Value must be one of None, Staging, Production, Archived.",
    ],
    [
      stage({ stage: "None", archiveExistingVersions: true }),
      "Model version transition cannot archive existing model versions because 'None' is not an Active stage. " +
        "Valid stages are ['Staging', 'Production']",
    ],
    [stage({ version: "9", stage: "Staging", archiveExistingVersions: true }), noVersion],
    [() => store.setRegisteredModelAlias("m", "latest", "1"), "'latest' alias name (case insensitive) is reserved."],
    [() => store.setRegisteredModelAlias("m", "v1", "1"), "Version alias name 'v1' is reserved."],
    [
      () => store.setRegisteredModelAlias("m", "a b", "1"),
      "Invalid alias name: 'a b'. Names may only contain alphanumerics, underscores (_), and dashes (-).",
    ],
    [() => store.setRegisteredModelAlias("m", "a", "9"), noVersion],
    [
      () => store.registerPrompt({ name: "m", template: "x" }),
      "Model 'm' exists with the same name. MLflow does not allow registering a prompt with the same name as an " +
        "existing model. Please choose a different name for the prompt.",
    ],
    [
      () => store.registerPrompt({ name: "a b", template: "x" }),
      "Prompt name can only contain alphanumeric characters, hyphens, underscores, and dots.",
    ],
    [
      () => store.registerPrompt({ name: "new", template: "x".repeat(100_001), tags: { a: "1" } }),
      "Prompt text exceeds max length of 100000 characters.",
    ],
  ];
  const before = dump();
  for (const [write, message] of cases) await assert.rejects(write, { name: "MlflowError", message });
  assert.equal(dump(), before);
});

test("MLflow 2 takes names with a slash, and keeps the tags of a prompt from its versions", async (t) => {
  const { store, sql } = await madeStore(t, "2.22");
  await store.createRegisteredModel({ name: "a/b" });
  await store.registerPrompt({ name: "p", template: "Hi", tags: { by: "ada" } });
  assert.deepEqual(
    sql("SELECT key, value FROM model_version_tags ORDER BY key").map(({ key, value }) => [key, value]),
    [
      ["mlflow.prompt.is_prompt", "true"],
      ["mlflow.prompt.text", "Hi"],
    ],
  );
  assert.deepEqual(
    sql("SELECT key, value FROM registered_model_tags ORDER BY key").map(({ key, value }) => [key, value]),
    [
      ["by", "ada"],
      ["mlflow.prompt.is_prompt", "true"],
    ],
  );
  await assert.rejects(store.registerPrompt({ name: "p", template: [{ role: "user", content: "Hi" }] }), {
    errorCode: "INVALID_PARAMETER_VALUE",
  });
});

test("what MLflow 1 does not know is refused, with what to do", async (t) => {
  const { store } = await madeStore(t, "1.30", { fill: models });
  const upgrade = { errorCode: "NOT_IMPLEMENTED", message: /97727af70f4d.*'mlflow db upgrade'/ };
  await assert.rejects(store.setRegisteredModelAlias("m", "a", "1"), upgrade);
  await assert.rejects(store.registerPrompt({ name: "p", template: "x" }), upgrade);
  await assert.rejects(store.setTraceTag("t", "k", "v"), upgrade);
  await assert.rejects(store.logAssessment("t", { name: "f", value: 1, kind: "feedback" }), upgrade);
});
