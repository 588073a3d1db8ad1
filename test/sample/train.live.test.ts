import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { python } from "../../scripts/bootstrap/python.mjs";
import { openStoreHere } from "../../src/mlflow/open.ts";
import { temporaryFolder } from "../fixtures.ts";
import { mlflowVariables } from "../mlflowVariables.ts";
import { copySample } from "./copy.ts";

const root = resolve(import.meta.dirname, "../..");

async function runPython(version: string, workspace: string, args: readonly string[]): Promise<void> {
  const env = mlflowVariables(version, workspace);
  await promisify(execFile)(python(version), args, { cwd: workspace, env });
}

describe("the sample's code runs with the MLflow that a user may have", () => {
  for (const version of ["1.30", "2.22", "3.17"]) {
    test(`train.py and sweep.py of the Iris example, MLflow ${version}`, async () => {
      const workspace = temporaryFolder();
      cpSync(join(root, "scripts/sample/workspace"), workspace, { recursive: true });
      await runPython(version, workspace, ["train.py", "--n-estimators", "2"]);
      await runPython(version, workspace, ["sweep.py", "--depths", "1,2", "--sizes", "2"]);
      const store = await openStoreHere(join(workspace, "mlruns"));
      try {
        const { runs } = await store.searchRuns({ experimentIds: ["0"] });
        const names = runs.map((run) => run.runName).sort();
        assert.deepEqual(names, ["depth=1", "depth=1 trees=2", "depth=2", "depth=2 trees=2", "forest-2", "sweep"]);
        const forest = runs.find((run) => run.runName === "forest-2");
        assert.equal(forest?.status, "FINISHED");
        assert.equal(forest?.params["n_estimators"], "2");
        assert(Number(forest?.metrics["accuracy"]?.value) > 0.5);
      } finally {
        await store.close();
      }
    });
  }

  test("evaluate.py checks a version of the unpacked sample, whose paths are the copy's", async () => {
    const workspace = await copySample();
    await runPython("3.17", workspace, ["evaluate.py", "--model", "models:/iris-forest/2"]);
    const store = await openStoreHere(join(workspace, "mlruns"));
    try {
      const { runs } = await store.searchRuns({ experimentIds: ["0"] });
      assert.deepEqual(
        runs.map((run) => [run.runName, run.status]),
        [["evaluate", "FINISHED"]],
      );
    } finally {
      await store.close();
    }
  });
});
