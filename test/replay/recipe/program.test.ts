import assert from "node:assert/strict";
import { test } from "node:test";
import { programOf, projectFileIn, type Program } from "../../../src/replay/recipe/program.ts";

const files = [
  "MLproject",
  "train.py",
  "sub dir/it's #1/mlPROJECT",
  "sub dir/it's #1/go.py",
  "src/deep/train.py",
  "src/only.py",
];
const project = { "mlflow.source.type": "PROJECT", "mlflow.project.entryPoint": "fit" };

const cases: [tags: Record<string, string>, storeFolder: string, expected: Program][] = [
  [{ ...project, "mlflow.source.name": "file:///old/place" }, "", { kind: "project", folder: "", name: "fit" }],
  [
    { ...project, "mlflow.source.name": "file:///old/place#sub dir/it's #1" },
    "",
    { kind: "project", folder: "sub dir/it's #1", name: "fit" },
  ],
  // MLflow leaves a path alone that has a # in itself.
  [
    { ...project, "mlflow.source.name": "/old/it's #mine/sub dir/it's #1" },
    "",
    { kind: "project", folder: "sub dir/it's #1", name: "fit" },
  ],
  [{ ...project, "mlflow.source.name": "/old/it's #mine" }, "", { kind: "project", folder: "", name: "fit" }],
  [
    { "mlflow.source.type": "PROJECT", "mlflow.source.name": "git@host:ada/iris.git#src/deep" },
    "",
    { kind: "project", folder: "src/deep", name: "main" },
  ],
  [
    { ...project, "mlflow.source.name": "https://host/iris#gone" },
    "",
    { kind: "none", why: "notInCommit", name: "https://host/iris#gone" },
  ],
  [
    { ...project, "mlflow.source.name": "https://host/iris#../../etc" },
    "",
    { kind: "none", why: "notInCommit", name: "https://host/iris#../../etc" },
  ],
  [{ "mlflow.source.name": "train.py" }, "", { kind: "script", folder: "", name: "train.py" }],
  [{ "mlflow.source.name": "deep/train.py" }, "", { kind: "script", folder: "src", name: "deep/train.py" }],
  [{ "mlflow.source.name": "./only.py" }, "", { kind: "script", folder: "src", name: "only.py" }],
  // A whole path: where the store is, if that is around it.
  [
    { "mlflow.source.name": "/home/ada/iris/src/deep/train.py" },
    "src",
    { kind: "script", folder: "src", name: "deep/train.py" },
  ],
  [{ "mlflow.source.name": "C:\\iris\\src\\only.py" }, "sub dir", { kind: "script", folder: "", name: "src/only.py" }],
  [{ "mlflow.source.name": "/x/gone.py" }, "", { kind: "none", why: "notInCommit", name: "/x/gone.py" }],
  [{ "mlflow.source.name": "-c" }, "", { kind: "none", why: "noScript", name: "-c" }],
  [{ "mlflow.source.name": "" }, "", { kind: "none", why: "notLogged", name: "" }],
  [
    { "mlflow.source.name": "/lib/ipykernel_launcher.py" },
    "",
    { kind: "none", why: "notebook", name: "/lib/ipykernel_launcher.py" },
  ],
  [
    { "mlflow.source.name": "/Users/ada/Iris", "mlflow.source.type": "NOTEBOOK" },
    "",
    { kind: "none", why: "notebook", name: "/Users/ada/Iris" },
  ],
];

test("what a run's tags name is found among the files of its commit", () => {
  for (const [tags, storeFolder, expected] of cases)
    assert.deepEqual(programOf(tags, files, storeFolder), expected, JSON.stringify(tags));
});

test("the MLproject of a folder is found in any letter case", () => {
  assert.equal(projectFileIn(files, ""), "MLproject");
  assert.equal(projectFileIn(files, "sub dir/it's #1"), "sub dir/it's #1/mlPROJECT");
  assert.equal(projectFileIn(files, "src"), undefined);
});
