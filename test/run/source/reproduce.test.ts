import assert from "node:assert/strict";
import { test } from "node:test";
import { reproduceCommand } from "../../../src/run/source/reproduce.ts";

const params = { n_estimators: "5", note: 'it\'s "quoted"' };

test("a project of the workspace is run with its entry point and parameters, at the commit", () => {
  const tags = {
    "mlflow.source.type": "PROJECT",
    "mlflow.source.name": "file:///home/ada/iris",
    "mlflow.source.git.commit": "9e94183",
    "mlflow.project.entryPoint": "sweep",
  };
  assert.equal(
    reproduceCommand({ tags, params }, "."),
    `git checkout 9e94183\nmlflow run . -e sweep -P n_estimators=5 -P 'note=it'"'"'s "quoted"'`,
  );
});

test("a project of a repository is run from there, at the commit", () => {
  const tags = {
    "mlflow.source.type": "PROJECT",
    "mlflow.source.name": "https://github.com/mlflow/mlflow-example",
    "mlflow.source.git.commit": "9e94183",
  };
  assert.equal(
    reproduceCommand({ tags, params: {} }, undefined),
    "mlflow run https://github.com/mlflow/mlflow-example -v 9e94183",
  );
});

test("a script is run as it is; what its parameters were stands beside it", () => {
  const tags = { "mlflow.source.type": "LOCAL", "mlflow.source.name": "train.py" };
  assert.equal(reproduceCommand({ tags, params: { depth: "3" } }, undefined), "python train.py  # depth=3");
});

test("a value cannot end the remark", () => {
  const tags = { "mlflow.source.name": "train.py" };
  const command = reproduceCommand({ tags, params: { depth: "3\nrm -rf ." } }, undefined);
  assert.equal(command?.split("\n").length, 1);
});

test("of a notebook there is no command", () => {
  assert.equal(reproduceCommand({ tags: { "mlflow.source.name": "look.ipynb" }, params }, undefined), undefined);
});
