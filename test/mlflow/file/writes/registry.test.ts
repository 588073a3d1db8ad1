import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileRegistry } from "../../../../src/mlflow/file/registry.ts";
import { fileRegistryWrites } from "../../../../src/mlflow/file/writes/registry.ts";
import { contentsOf } from "../../folderContents.ts";
import { folderStore, modelMeta, versionMeta } from "../folderStore.ts";

// That all of it equals MLflow's own writes is tested against MLflow; here is what it does where MLflow fails or differs.

const files = {
  "models/a/meta.yaml": modelMeta("a", { aliases: "\n  champion: '2'" }),
  "models/a/tags/owner": "vision",
  "models/a/aliases/champion": "2",
  "models/a/version-1/meta.yaml": versionMeta("a", "1", { current_stage: "Deleted_Internal" }),
  "models/a/version-2/meta.yaml": versionMeta("a", "2", { current_stage: "Production", x_unknown: "kept" }),
  "models/a/version-2/tags/ok": "yes",
};
const textOf = (store: { root: string }, path: string) => readFileSync(join(store.root, path), "utf8");
const withoutTimes = (text: string) => text.replace(/^last_updated_timestamp: \d+$/gm, "last_updated_timestamp: T");

test("a renamed model keeps its tags, aliases and versions, some of which MLflow loses", async () => {
  const store = folderStore(files);
  await fileRegistryWrites(store).renameRegisteredModel("a", "b 2");
  assert.deepEqual(readdirSync(join(store.root, "models")), ["b 2"]);
  const { tags, aliases, problems } = await fileRegistry(store).getRegisteredModel("b 2");
  assert.deepEqual([tags, aliases, problems], [{ owner: "vision" }, { champion: "2" }, undefined]);
  const version = await fileRegistry(store).getModelVersion("b 2", "2");
  assert.deepEqual([version.tags, version.currentStage, version.problems], [{ ok: "yes" }, "Production", undefined]);
  const renamed = versionMeta("b 2", "2", { current_stage: "Production", x_unknown: "kept" });
  assert.equal(withoutTimes(textOf(store, "models/b 2/version-2/meta.yaml")), withoutTimes(renamed));
  assert.deepEqual(store.changes, [{ kind: "models", names: ["a", "b 2"] }]);
});

describe("a rename that is refused changes nothing", () => {
  const cases: [newName: string, errorCode: string, message: RegExp][] = [
    ["taken", "RESOURCE_ALREADY_EXISTS", /^Registered Model \(name=taken\) already exists.$/],
    ["a", "RESOURCE_ALREADY_EXISTS", /already exists/],
    [" ", "INTERNAL_ERROR", /^The name must not be an empty string.$/],
    ["x/y", "INVALID_PARAMETER_VALUE", /Names cannot contain/],
    ["x:y", "INVALID_PARAMETER_VALUE", /Names cannot contain/],
    ["..", "INVALID_PARAMETER_VALUE", /would resolve to '..'/],
  ];
  for (const [newName, errorCode, message] of cases) {
    test(JSON.stringify(newName), async () => {
      const store = folderStore({ ...files, "models/taken/meta.yaml": modelMeta("taken") });
      const before = contentsOf(store.root);
      await assert.rejects(fileRegistryWrites(store).renameRegisteredModel("a", newName), { errorCode, message });
      assert.deepEqual(contentsOf(store.root), before);
    });
  }
});

test("a transition to a version that is not there archives nothing, other than in MLflow", async () => {
  const store = folderStore(files);
  const before = contentsOf(store.root);
  const change = { name: "a", version: "9", stage: "Production", archiveExistingVersions: true };
  await assert.rejects(fileRegistryWrites(store).transitionModelVersionStage(change), {
    errorCode: "RESOURCE_DOES_NOT_EXIST",
    message: "Model Version (name=a, version=9) not found",
  });
  assert.deepEqual(contentsOf(store.root), before);
});

test("a deleted version's number is not used again, its aliases are gone", async () => {
  const store = folderStore(files);
  const writes = fileRegistryWrites(store);
  await writes.deleteModelVersion("a", "2");
  assert.deepEqual(readdirSync(join(store.root, "models/a/aliases")), []);
  assert.match(textOf(store, "models/a/meta.yaml"), /^aliases: \{\}$/m);
  assert.equal((await writes.createModelVersion({ name: "a", source: "/x" })).version, "3");
});

test("an alias moves to another version", async () => {
  const store = folderStore({ ...files, "models/a/version-3/meta.yaml": versionMeta("a", "3") });
  await fileRegistryWrites(store).setRegisteredModelAlias("a", "champion", "3");
  assert.deepEqual((await fileRegistry(store).getRegisteredModel("a")).aliases, { champion: "3" });
  assert.match(textOf(store, "models/a/meta.yaml"), /^aliases:\n {2}champion: '3'$/m);
});

test("deleting what is not there says nothing and writes nothing", async () => {
  const store = folderStore(files);
  const before = contentsOf(store.root);
  const writes = fileRegistryWrites(store);
  await writes.deleteRegisteredModelTag("a", "none");
  await writes.deleteModelVersionTag("a", "2", "none");
  await writes.deleteRegisteredModelAlias("a", "none");
  assert.deepEqual(contentsOf(store.root), before);
});

test("a prompt is registered in a store that has no registry yet", async () => {
  const store = folderStore({});
  const writes = fileRegistryWrites(store);
  assert.equal((await writes.registerPrompt({ name: "p", template: "Hi", commitMessage: "first" })).version, 1);
  const second = await writes.registerPrompt({ name: "p", template: [{ role: "user", content: "Ho" }] });
  assert.deepEqual([second.version, second.template], [2, [{ role: "user", content: "Ho" }]]);
  const { prompts } = await fileRegistry(store).searchPrompts();
  assert.deepEqual(
    prompts.map(({ name, description, tags, versions }) => [name, description, tags, versions.length]),
    [["p", "first", { _mlflow_experiment_ids: ",0," }, 2]],
  );
});

test("a prompt cannot take a model's name, nor a model a prompt's", async () => {
  const store = folderStore(files);
  const writes = fileRegistryWrites(store);
  await assert.rejects(writes.registerPrompt({ name: "a", template: "Hi" }), {
    errorCode: "INVALID_PARAMETER_VALUE",
    message: /^Model 'a' exists with the same name\./,
  });
  await writes.registerPrompt({ name: "p", template: "Hi" });
  await assert.rejects(writes.createRegisteredModel({ name: "p" }), {
    errorCode: "RESOURCE_ALREADY_EXISTS",
    message: /^Tried to create a registered model with name 'p', but the name is already taken by a prompt\./,
  });
});

test("a store opened for reading only refuses every write", async () => {
  const store = folderStore(files, { readOnly: true });
  const writes = fileRegistryWrites(store);
  const before = contentsOf(store.root);
  for (const write of [
    () => writes.deleteRegisteredModel("a"),
    () => writes.createRegisteredModel({ name: "b" }),
    () => writes.renameRegisteredModel("a", "b"),
    () => writes.registerPrompt({ name: "p", template: "" }),
  ]) {
    await assert.rejects(write(), {
      errorCode: "PERMISSION_DENIED",
      message: "The store was opened for reading only.",
    });
  }
  assert.deepEqual(contentsOf(store.root), before);
});

test("a deleted model is gone with all its versions", async () => {
  const store = folderStore(files);
  await fileRegistryWrites(store).deleteRegisteredModel("a");
  assert(!existsSync(join(store.root, "models/a")));
});
