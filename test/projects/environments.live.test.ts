import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { test } from "node:test";
import { cache } from "../../scripts/bootstrap/cache.mjs";
import { python, pythonEnvironment } from "../../scripts/bootstrap/python.mjs";
import { openStoreHere } from "../../src/mlflow/open.ts";
import { start } from "../../src/python/start.ts";
import { temporaryFolder } from "../fixtures.ts";

test("an entry point runs in an environment that uv makes, and its run is told while it runs", async () => {
  const folder = temporaryFolder();
  // Without a package, so that no network is needed.
  writeFileSync(join(folder, "python_env.yaml"), 'python: "3.11"\n');
  writeFileSync(
    join(folder, "MLproject"),
    "python_env: python_env.yaml\nentry_points:\n  main:\n    command: python tell.py\n",
  );
  writeFileSync(join(folder, "tell.py"), 'import sys\nopen("told.txt", "w").write(sys.prefix)\n');
  const program = python("3.17");
  const environments = join(folder, "environments");
  const ownUv = join(cache, "uv", "bin");
  let output = "";
  let told = "";
  const { ended } = start({
    program,
    args: [
      resolve(import.meta.dirname, "../../media/python/run_project.py"),
      ...["--entry-point=main", "--experiment-name=Default", "--env-manager=uv", "--", "."],
    ],
    cwd: folder,
    variables: {
      ...pythonEnvironment,
      // The environments' own Python first, which uv takes for the new one; its uv where the machine has none.
      PATH: [dirname(program), process.env["PATH"], ...(existsSync(ownUv) ? [ownUv] : [])].join(delimiter),
      MLFLOW_TRACKING_URI: `file://${folder}/mlruns`,
      MLFLOW_ALLOW_FILE_STORE: "true",
      MLFLOW_DISABLE_TELEMETRY: "true",
      MLFLOW_ENV_ROOT: environments,
      GIT_PYTHON_REFRESH: "quiet",
    },
    onOutput: (text) => (output += text),
    onTold: (line) => (told += line),
  });
  assert.equal(await ended, 0, output);
  const prefix = readFileSync(join(folder, "told.txt"), "utf8");
  assert.ok(prefix.startsWith(environments), prefix);
  const store = await openStoreHere(join(folder, "mlruns"));
  try {
    const run = await store.getRun((JSON.parse(told) as { runId: string }).runId);
    assert.equal(run.status, "FINISHED");
  } finally {
    await store.close();
  }
});
