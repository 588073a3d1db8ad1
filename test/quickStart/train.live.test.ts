import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { python } from "../../scripts/bootstrap/python.mjs";
import { openStoreHere } from "../../src/mlflow/open.ts";
import { temporaryFolder } from "../fixtures.ts";
import { mlflowVariables } from "../mlflowVariables.ts";

const example = resolve(import.meta.dirname, "../../media/quickStart");

describe("the quick start's example runs with the MLflow that a user may have", () => {
  for (const version of ["1.30", "2.22", "3.17"]) {
    test(`its entry point, MLflow ${version}`, async () => {
      const workspace = temporaryFolder();
      cpSync(example, workspace, { recursive: true });
      const { stdout } = await promisify(execFile)(
        join(dirname(python(version)), "mlflow"),
        ["run", "--env-manager=local", "-P", "n_estimators=3", "."],
        { cwd: workspace, env: mlflowVariables(version, workspace) },
      );
      assert.match(stdout, /^accuracy 0\.\d{3} with 3 trees of depth 2$/m);
      const store = await openStoreHere(join(workspace, "mlruns"));
      try {
        const { runs } = await store.searchRuns({ experimentIds: ["0"] });
        assert.deepEqual(
          runs.map(({ status, params }) => [status, params]),
          [["FINISHED", { n_estimators: "3", max_depth: "2" }]],
        );
        const [run] = runs;
        assert.ok(Number(run!.metrics["accuracy"]?.value) > 0.5);
        const isModel = run!.modelOutputs.length === 1 || "mlflow.log-model.history" in run!.tags;
        assert.ok(isModel, "the run logged no model");
      } finally {
        await store.close();
      }
    });
  }
});
