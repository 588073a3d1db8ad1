import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fileRegistry } from "../../../src/mlflow/file/registry.ts";
import { folderStore, modelMeta, versionMeta } from "./folderStore.ts";

const twoVersions = {
  "models/a/meta.yaml": modelMeta("a", { aliases: "\n  stale: '9'" }),
  "models/a/tags/owner/team": "vision",
  "models/a/aliases/champion": "2\n",
  "models/a/aliases/best": "2",
  "models/a/version-1/meta.yaml": versionMeta("a", "1", { current_stage: "Deleted_Internal" }),
  "models/a/version-2/meta.yaml": versionMeta("a", "2", { current_stage: "Production" }),
  "models/a/version-2/tags/ok": "yes",
  "models/a/notes/x": "",
};

test("aliases are those of the folder, whatever the meta file says", async () => {
  const registry = fileRegistry(folderStore(twoVersions));
  const model = await registry.getRegisteredModel("a");
  assert.deepEqual(model.aliases, { best: "2", champion: "2" });
  assert.deepEqual(model.tags, { "owner/team": "vision" });
  assert.equal(model.problems, undefined);
  const version = await registry.getModelVersion("a", "2");
  assert.deepEqual([version.aliases, version.tags], [["best", "champion"], { ok: "yes" }]);
});

test("a deleted version is neither found nor got", async () => {
  const registry = fileRegistry(folderStore(twoVersions));
  const { modelVersions } = await registry.searchModelVersions();
  assert.deepEqual(
    modelVersions.map(({ version }) => version),
    ["2"],
  );
  await assert.rejects(registry.getModelVersion("a", "1"), {
    errorCode: "RESOURCE_DOES_NOT_EXIST",
    message: "Model Version (name=a, version=1) not found",
  });
});

describe("what is not there is told in MLflow's words", () => {
  const registry = fileRegistry(folderStore(twoVersions));
  const cases: [what: string, ask: () => Promise<unknown>, errorCode: string, message: string][] = [
    [
      "a model",
      () => registry.getRegisteredModel("b"),
      "RESOURCE_DOES_NOT_EXIST",
      "Registered Model with name=b not found",
    ],
    [
      "a version",
      () => registry.getModelVersion("a", "9"),
      "RESOURCE_DOES_NOT_EXIST",
      "Model Version (name=a, version=9) not found",
    ],
    [
      "a version of no model",
      () => registry.getModelVersion("b", "1"),
      "RESOURCE_DOES_NOT_EXIST",
      "Registered Model with name=b not found",
    ],
    [
      "a version that is no number",
      () => registry.getModelVersion("a", "x"),
      "INVALID_PARAMETER_VALUE",
      "Parameter 'version' must be an integer, got 'x'.",
    ],
    [
      "a name with a slash",
      () => registry.getRegisteredModel("a/b"),
      "INVALID_PARAMETER_VALUE",
      "Invalid model name 'a/b'. Names cannot contain '/' or ':'.",
    ],
    [
      "a name with a percent sign",
      () => registry.getRegisteredModel("a%b"),
      "INVALID_PARAMETER_VALUE",
      "Invalid name: 'a%b'. Registered model name cannot contain '%' character",
    ],
    [
      "no name",
      () => registry.getRegisteredModel(" "),
      "INVALID_PARAMETER_VALUE",
      "Missing value for required parameter 'name'.",
    ],
  ];
  for (const [what, ask, errorCode, message] of cases) {
    test(what, async () => assert.rejects(ask(), { name: "MlflowError", errorCode, message }));
  }
  test("a name that climbs out of the registry", async () => {
    await assert.rejects(registry.getRegisteredModel(".."), { errorCode: "INVALID_PARAMETER_VALUE" });
  });
});

describe("damage is told of the model or version that it is in, and all others are listed", () => {
  const cases: [what: string, files: Record<string, string>, problem: RegExp][] = [
    ["an empty meta file", { "models/b/meta.yaml": "" }, /^meta.yaml is empty/],
    ["no YAML", { "models/b/meta.yaml": "a: [b" }, /^meta.yaml is not YAML/],
    ["no meta file", { "models/b/version-1/meta.yaml": versionMeta("b", "1") }, /^meta.yaml is missing/],
    ["another name", { "models/b/meta.yaml": modelMeta("c") }, /^meta.yaml names another model, c/],
    ["a time in words", { "models/b/meta.yaml": modelMeta("b", { creation_timestamp: "soon" }) }, /creation_timestamp/],
    ["a tag that MLflow cannot name", { "models/b/meta.yaml": modelMeta("b"), "models/b/tags/a*b": "" }, /not a name/],
  ];
  for (const [what, files, problem] of cases) {
    test(what, async () => {
      const { registeredModels } = await fileRegistry(
        folderStore({ ...twoVersions, ...files }),
      ).searchRegisteredModels();
      assert.deepEqual(
        registeredModels.map(({ name }) => name),
        ["a", "b"],
      );
      assert.equal(registeredModels[0]?.problems, undefined);
      assert.match(registeredModels[1]?.problems?.join() ?? "", problem);
    });
  }

  test("a version whose file names another", async () => {
    const registry = fileRegistry(
      folderStore({ ...twoVersions, "models/a/version-3/meta.yaml": versionMeta("a", "4") }),
    );
    const version = await registry.getModelVersion("a", "3");
    assert.equal(version.version, "3");
    assert.deepEqual(version.problems, ["meta.yaml names another version, 4."]);
  });

  test("folders that are no models are not listed", async () => {
    const registry = fileRegistry(
      folderStore({ ...twoVersions, "models/.ipynb_checkpoints/x": "", "models/file": "" }),
    );
    const { registeredModels } = await registry.searchRegisteredModels();
    assert.deepEqual(
      registeredModels.map(({ name }) => name),
      ["a"],
    );
  });
});

test("prompts are hidden among models and found as prompts", async () => {
  const prompt = { "tags/mlflow.prompt.is_prompt": "true", "tags/mlflow.prompt.text": "Hi {{name}}" };
  const registry = fileRegistry(
    folderStore({
      ...twoVersions,
      "models/p/meta.yaml": modelMeta("p"),
      "models/p/tags/mlflow.prompt.is_prompt": "true",
      "models/p/version-1/meta.yaml": versionMeta("p", "1", { description: "why" }),
      ...Object.fromEntries(Object.entries(prompt).map(([path, text]) => [`models/p/version-1/${path}`, text])),
    }),
  );
  const { registeredModels } = await registry.searchRegisteredModels();
  assert.deepEqual(
    registeredModels.map(({ name }) => name),
    ["a"],
  );
  const { prompts } = await registry.searchPrompts();
  assert.deepEqual(
    prompts.map(({ name, versions }) => [
      name,
      versions.map(({ template, commitMessage }) => [template, commitMessage]),
    ]),
    [["p", [["Hi {{name}}", "why"]]]],
  );
});

test("a page ends where it was told to, and its token goes on there", async () => {
  const names = ["a", "b", "c", "d", "e"];
  const registry = fileRegistry(
    folderStore(Object.fromEntries(names.map((name) => [`models/${name}/meta.yaml`, modelMeta(name)]))),
  );
  const found: string[] = [];
  let pageToken: string | undefined;
  do {
    const page = await registry.searchRegisteredModels({ maxResults: 2, pageToken });
    found.push(...page.registeredModels.map(({ name }) => name));
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
  assert.deepEqual(found, names);
});

test("a store of MLflow 1 has an empty registry", async () => {
  const registry = fileRegistry(folderStore({}));
  assert.deepEqual((await registry.searchRegisteredModels()).registeredModels, []);
  assert.deepEqual((await registry.searchModelVersions()).modelVersions, []);
  assert.deepEqual((await registry.searchPrompts()).prompts, []);
});
