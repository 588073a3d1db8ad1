import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { python, pythonEnvironment } from "../../scripts/bootstrap/python.mjs";
import type { Run } from "../../src/mlflow/entities.ts";
import { openStoreHere } from "../../src/mlflow/open.ts";
import { temporaryFolder } from "../fixtures.ts";
import { completed } from "./completed.ts";

/** Scripts as users have them, one that knows mlflow and one that does not. */
const scripts = {
  "with a run": `import argparse

import mlflow
import pandas as pd
from sklearn.tree import DecisionTreeClassifier

parser = argparse.ArgumentParser()
parser.add_argument("--depth", type=int, default=2)
options = parser.parse_args()
flowers = pd.read_csv("data/flowers.csv")

with mlflow.start_run(run_name="tree"):
    tree = DecisionTreeClassifier(max_depth=options.depth)
    tree.fit(flowers[["length", "width"]], flowers["kind"])
    mlflow.log_metric("accuracy", tree.score(flowers[["length", "width"]], flowers["kind"]))
`,
  "without mlflow": `"""Trains a tree."""
import pandas as pd
from sklearn.tree import DecisionTreeClassifier


def main():
    flowers = pd.read_csv("data/flowers.csv")
    DecisionTreeClassifier(max_depth=2).fit(flowers[["length", "width"]], flowers["kind"])


if __name__ == "__main__":
    main()
`,
};

/** A repository with a script, all of it committed but for one line of the script. */
function repositoryWith(script: string): string {
  const folder = temporaryFolder();
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", ...args], { cwd: folder });
  mkdirSync(join(folder, "data"));
  const rows = Array.from({ length: 40 }, (_, index) => `${index},${(index * 7) % 10},${index < 20 ? 0 : 1}`);
  writeFileSync(join(folder, "data", "flowers.csv"), `length,width,kind\n${rows.join("\n")}\n`);
  writeFileSync(join(folder, "train.py"), script);
  git("init", "--quiet");
  git("add", ".");
  git("commit", "--quiet", "--message", "All of it");
  writeFileSync(join(folder, "train.py"), script.replace("max_depth=", "random_state=7, max_depth="));
  return folder;
}

async function runOf(version: string, folder: string): Promise<{ run: Run; read: (path: string) => Promise<string> }> {
  await promisify(execFile)(python(version), ["train.py"], {
    cwd: folder,
    env: {
      ...process.env,
      ...pythonEnvironment,
      MLFLOW_TRACKING_URI: `file://${folder}/mlruns`,
      MLFLOW_ALLOW_FILE_STORE: "true",
      MLFLOW_DISABLE_TELEMETRY: "true",
    },
  });
  const store = await openStoreHere(join(folder, "mlruns"));
  try {
    const { runs } = await store.searchRuns({ experimentIds: ["0"] });
    assert.equal(runs.length, 1);
    const { runId } = runs[0]!;
    const texts = new Map<string, string>();
    for (const path of ["requirements.txt", "python_env.yaml", "uncommitted.diff"]) {
      texts.set(path, Buffer.from(await store.readArtifact(runId, path)).toString());
    }
    return { run: runs[0]!, read: (path) => Promise.resolve(texts.get(path)!) };
  } finally {
    await store.close();
  }
}

for (const version of ["1.30", "2.22", "3.17"]) {
  describe(`what was missing is logged by MLflow ${version}`, () => {
    for (const [name, script] of Object.entries(scripts)) {
      // What differs between the two is the script's form, which one version is enough to run.
      if (name === "without mlflow" && version !== "3.17") continue;
      test(`a script ${name}`, async () => {
        const folder = repositoryWith(completed(script, version));
        const { run, read } = await runOf(version, folder);
        assert.equal(run.status, "FINISHED");
        if (version === "1.30") {
          // It does not know the scikit-learn of its environment, says so, and lets the script do its work.
          assert.equal(run.metrics["accuracy"]?.value, 1);
        } else {
          assert.deepEqual([run.params["max_depth"], run.params["random_state"]], ["2", "7"]);
          assert.equal(run.metrics["training_accuracy_score"]?.value, 1);
          const isModel = run.modelOutputs.length === 1 || "mlflow.log-model.history" in run.tags;
          assert.ok(isModel, "no model was logged");
        }
        assert.match(
          await read("requirements.txt"),
          new RegExp(`^mlflow==${version.replace(".", "\\.")}\\.\\d+$`, "m"),
        );
        assert.match(await read("python_env.yaml"), /^python: ['"]?3\.11\.\d+/m);
        const named = run.datasets.map((dataset) => dataset.name);
        if (version === "1.30") assert.deepEqual(named, []);
        else assert.ok(named.includes("flowers"), named.join());
        // The patch makes of the commit what was run.
        writeFileSync(join(folder, "logged.diff"), await read("uncommitted.diff"));
        execFileSync("git", ["apply", "--reverse", "logged.diff"], { cwd: folder });
        assert.equal(execFileSync("git", ["status", "--porcelain", "train.py"], { cwd: folder }).toString(), "");
      });
    }
  });
}
