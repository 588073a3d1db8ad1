import assert from "node:assert/strict";
import { realpathSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { artifactRoot, type ArtifactPlace, type ArtifactSource } from "../../../src/mlflow/artifacts/root.ts";
import { temporaryFolder } from "../../fixtures.ts";
import { madeFolder } from "../madeFolder.ts";

const run = "0123456789abcdef0123456789abcdef";
const model = "m-0123456789abcdef0123456789abcdef";

/** A source that knows one run, one logged model and the versions given. */
function sourceOf(
  folder: string,
  {
    uri,
    own,
    versions = {},
    artifactRoots,
    outputs = [],
  }: {
    uri?: string;
    own?: string;
    versions?: Record<string, { source?: string; storageLocation?: string; modelId?: string }>;
    artifactRoots?: string[];
    outputs?: { modelId: string; name: string }[];
  },
): ArtifactSource {
  const place: ArtifactPlace = { uri, folder: own };
  return {
    folder,
    artifactRoots,
    run: () => place,
    loggedModel: () => ({ uri: `/gone/mlruns/7/models/${model}/artifacts` }),
    modelVersion: (name, version) => versions[`${name}/${version}`] ?? {},
    findVersion: (_, { alias, stage }) => (alias === "champion" ? "1" : stage === "Production" ? "2" : "3"),
    outputModels: () => outputs,
  };
}

describe("a run's artifacts are found", () => {
  const inStore = `mlruns/7/${run}/artifacts/`;
  const moved: [what: string, uri: string, layout: string, store: string][] = [
    ["in a store that was moved", `file:///home/ada/project/mlruns/7/${run}/artifacts`, inStore, "mlruns"],
    [
      "in a store of another name",
      `file:///home/ada/mlruns/7/${run}/artifacts`,
      `stores/model/7/${run}/artifacts/`,
      "stores/model",
    ],
    ["in a store that came from Windows", `file:///C:/Users/ada/mlruns/7/${run}/artifacts`, inStore, "mlruns"],
    ["behind a Windows path", `C:\\Users\\ada\\mlruns\\7\\${run}\\artifacts`, inStore, "mlruns"],
    ["behind a share of another machine", `file://fs1/share/mlruns/7/${run}/artifacts`, inStore, "mlruns"],
    ["in the trash", `file:///home/ada/mlruns/7/${run}/artifacts`, `mlruns/.trash/7/${run}/artifacts/`, "mlruns"],
    ["behind a relative URI", `./mlruns/7/${run}/artifacts`, inStore, "mlruns"],
    ["behind a relative URI of the file scheme", `file:mlruns/7/${run}/artifacts`, inStore, "mlruns"],
    ["beside a database", `/home/ada/project/mlruns/7/${run}/artifacts`, inStore, "."],
    ["beside a database in a folder of its own", `../mlruns/7/${run}/artifacts`, inStore, "database"],
    [
      "in mlartifacts beside the store",
      `mlflow-artifacts:/7/${run}/artifacts`,
      `mlartifacts/7/${run}/artifacts/`,
      "mlruns",
    ],
    [
      "in mlartifacts beside a database",
      `mlflow-artifacts://host:5000/7/${run}/artifacts`,
      `mlartifacts/7/${run}/artifacts/`,
      ".",
    ],
    [
      "in a place of the experiment's own that moved along",
      `/home/ada/project/big/${run}/artifacts`,
      `big/${run}/artifacts/`,
      "mlruns",
    ],
    ["in a folder with a blank, encoded", `file:///home/my%20name/mlruns/7/${run}/artifacts`, inStore, "mlruns"],
  ];
  for (const [what, uri, layout, store] of moved) {
    test(what, () => {
      const workspace = realpathSync(madeFolder({ [layout]: "", [`${store}/`]: "" }));
      const folder = join(workspace, store);
      assert.equal(artifactRoot(sourceOf(folder, { uri }), { runId: run }), join(workspace, layout).replace(/\/$/, ""));
    });
  }

  test("where the URI says, if something is there", () => {
    const elsewhere = realpathSync(temporaryFolder());
    const folder = madeFolder({ [`7/${run}/artifacts/`]: "" });
    assert.equal(artifactRoot(sourceOf(folder, { uri: elsewhere }), { runId: run }), elsewhere);
  });

  for (const name of ["a b", "a%20b"]) {
    test(`in a folder named '${name}', encoded or not`, () => {
      const folder = join(realpathSync(temporaryFolder()), name);
      madeFolder({ "x/": "" }, folder);
      for (const uri of [`file://${folder}/x`, `${folder}/x`]) {
        assert.equal(artifactRoot(sourceOf("/nowhere", { uri }), { runId: run }), join(folder, "x"));
      }
    });
  }

  test("beside its meta file, if the URI tells nothing", () => {
    const own = realpathSync(temporaryFolder());
    for (const uri of [undefined, "", "/gone"]) {
      assert.equal(artifactRoot(sourceOf("/nowhere", { uri, own }), { runId: run }), own);
    }
  });

  test("nowhere, if Git lost the empty folder", () => {
    assert.equal(artifactRoot(sourceOf("/nowhere", { uri: `/gone/7/${run}/artifacts` }), { runId: run }), undefined);
  });
});

describe("what is elsewhere is named with what to do", () => {
  const refused: [uri: string, code: string, words: RegExp][] = [
    ["s3://bucket/7/r", "IO_ERROR", /'s3:\/\/bucket\/7\/r'.*tracking server.*mlflow artifacts download/],
    [`mlflow-artifacts:/7/${run}/artifacts`, "IO_ERROR", /mlflow-artifacts:.*server.*mlartifacts/],
    ["file://fs1/share/7/x", "PERMISSION_DENIED", /'file:\/\/fs1\/share\/7\/x'.*this machine/],
    ["\\\\fs1\\share\\7", "PERMISSION_DENIED", /this machine/],
  ];
  for (const [uri, errorCode, message] of refused) {
    test(uri, () => {
      const source = sourceOf(temporaryFolder(), { uri });
      assert.throws(() => artifactRoot(source, { runId: run }), { errorCode, message });
    });
  }
});

describe("a version's artifacts are found", () => {
  const modelFolder = `mlruns/7/models/${model}/artifacts/`;
  const logged = { [modelFolder]: "", [`${modelFolder}MLmodel`]: "" };
  const found: [what: string, version: { source?: string; storageLocation?: string; modelId?: string }][] = [
    ["a logged model", { source: `models:/${model}` }],
    ["a version of a version", { source: "models:/a/2" }],
    ["an alias", { source: "models:/a@champion" }],
    ["a stage", { source: "models:/a/Production" }],
    ["a run's output model", { source: `runs:/${run}/best` }],
    ["a run's output model by the run's own path", { source: `/gone/mlruns/7/${run}/artifacts/best` }],
    ["a run's output model behind a server", { source: `mlflow-artifacts:/7/${run}/artifacts/best` }],
    [
      "a storage location before a source",
      { source: "s3://gone", storageLocation: `/gone/7/models/${model}/artifacts` },
    ],
    ["a source where the storage location is gone", { storageLocation: "s3://gone", source: `models:/${model}` }],
    ["a model id alone", { modelId: model }],
  ];
  for (const [what, version] of found) {
    test(`by ${what}`, () => {
      const workspace = realpathSync(madeFolder(logged));
      const direct = { source: `models:/${model}` };
      const source = sourceOf(join(workspace, "mlruns"), {
        uri: `/gone/mlruns/7/${run}/artifacts`,
        versions: { "b/1": version, "a/1": direct, "a/2": direct },
        outputs: [{ modelId: model, name: "best" }],
      });
      const expected = join(workspace, modelFolder).replace(/\/$/, "");
      assert.equal(artifactRoot(source, { name: "b", version: "1" }), expected);
    });
  }

  test("in a folder of the run, as MLflow 1 and 2 had it", () => {
    const workspace = realpathSync(madeFolder({ [`mlruns/7/${run}/artifacts/model/MLmodel`]: "" }));
    const source = sourceOf(join(workspace, "mlruns"), {
      uri: `/gone/mlruns/7/${run}/artifacts`,
      versions: { "a/1": { source: `runs:/${run}/model` }, "a/2": { source: `/gone/mlruns/7/${run}/artifacts/model` } },
    });
    for (const version of ["1", "2"]) {
      assert.equal(artifactRoot(source, { name: "a", version }), join(workspace, `mlruns/7/${run}/artifacts/model`));
    }
  });

  test("a ring of versions has an end", () => {
    const source = sourceOf(temporaryFolder(), {
      versions: { "a/1": { source: "models:/a/2" }, "a/2": { source: "models:/a/1" } },
    });
    assert.throws(() => artifactRoot(source, { name: "a", version: "1" }), { message: /without an end/ });
  });
});

describe("where only some folders may be opened", () => {
  test("artifacts elsewhere are named but not opened", () => {
    const elsewhere = realpathSync(temporaryFolder());
    const source = sourceOf(temporaryFolder(), { uri: elsewhere, artifactRoots: [temporaryFolder()] });
    assert.throws(() => artifactRoot(source, { runId: run }), {
      errorCode: "PERMISSION_DENIED",
      message: new RegExp(elsewhere),
    });
  });

  test("the store's own folder and those given may", () => {
    const folder = realpathSync(madeFolder({ "own/": "" }));
    const given = realpathSync(madeFolder({ "x/": "" }));
    for (const uri of [join(folder, "own"), join(given, "x"), given]) {
      assert.equal(artifactRoot(sourceOf(folder, { uri, artifactRoots: [given] }), { runId: run }), uri);
    }
  });

  test("a link in the store that leads elsewhere may not", () => {
    const elsewhere = temporaryFolder();
    const folder = temporaryFolder();
    symlinkSync(elsewhere, join(folder, "artifacts"));
    const source = sourceOf(folder, { own: join(folder, "artifacts"), artifactRoots: [] });
    assert.throws(() => artifactRoot(source, { runId: run }), { errorCode: "PERMISSION_DENIED" });
  });

  test("of a copied store the copy is opened, not the original", () => {
    const original = realpathSync(madeFolder({ [`mlruns/7/${run}/artifacts/`]: "" }));
    const copy = realpathSync(madeFolder({ [`mlruns/7/${run}/artifacts/`]: "" }));
    const uri = join(original, `mlruns/7/${run}/artifacts`);
    const source = sourceOf(join(copy, "mlruns"), { uri, artifactRoots: [copy] });
    assert.equal(artifactRoot(source, { runId: run }), join(copy, `mlruns/7/${run}/artifacts`));
  });
});
