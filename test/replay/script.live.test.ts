import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { test } from "node:test";
import { python, pythonEnvironment } from "../../scripts/bootstrap/python.mjs";
import { openStoreHere } from "../../src/mlflow/open.ts";
import { compareMetrics } from "../../src/replay/outcome.ts";
import { makeWorktree } from "../../src/replay/places/worktree.ts";
import { programOf } from "../../src/replay/recipe/program.ts";
import { temporaryFolder } from "../fixtures.ts";

// A script that a user started with Python alone, at a commit; then it is run again from that commit by `mlflow run`.
const script = (factor: number) => `import mlflow

mlflow.set_experiment("scripts")
with mlflow.start_run():
    mlflow.log_param("factor", ${factor})
    for step in range(3):
        mlflow.log_metric("loss", ${factor} / (step + 1), step=step)
`;
const runProject = resolve(import.meta.dirname, "../../media/python/run_project.py");

for (const version of ["3.17", "2.22"]) {
  test(`a script that MLflow ${version} logged is run again from its commit, with equal metrics`, async () => {
    const folder = temporaryFolder();
    const repository = join(folder, "my project");
    const uri = `file://${folder}/mlruns`;
    mkdirSync(join(repository, "src dir"), { recursive: true });
    const git = (...args: string[]) =>
      execFileSync("git", ["-C", repository, "-c", "user.name=Ada", "-c", "user.email=ada@example.org", ...args], {
        encoding: "utf8",
      });
    const executable = python(version);
    const start = (args: string[], cwd: string, variables: Record<string, string> = {}) =>
      execFileSync(executable, args, {
        cwd,
        stdio: ["ignore", "ignore", "pipe", "pipe"],
        env: {
          ...process.env,
          ...pythonEnvironment,
          PATH: dirname(executable) + delimiter + process.env["PATH"],
          SHLVL: "1",
          MLFLOW_TRACKING_URI: uri,
          MLFLOW_ALLOW_FILE_STORE: "true",
          MLFLOW_DISABLE_TELEMETRY: "true",
          ...variables,
        },
      });
    const commit = (factor: number) => {
      writeFileSync(join(repository, "src dir", "my train.py"), script(factor));
      git("add", "-A");
      git("commit", "-q", "-m", "x");
    };
    git("init", "-q");
    commit(1);
    start(["my train.py"], join(repository, "src dir"));
    commit(2);

    const store = await openStoreHere(join(folder, "mlruns"));
    const { experimentId } = (await store.getExperimentByName("scripts"))!;
    const [first] = (await store.searchRuns({ experimentIds: [experimentId] })).runs;
    const logged = first!.tags["mlflow.source.git.commit"]!;
    const files = git("ls-tree", "-r", "-z", "--name-only", logged).split("\0").filter(Boolean);
    const program = programOf(first!.tags, files, "");
    assert.deepEqual(program, { kind: "script", folder: "src dir", name: "my train.py" });
    const worktree = join(folder, "tree");
    await makeWorktree({ program: "git", repository, commit: logged }, worktree, {});
    const args = [`--entry-point=${program.name}`, "--experiment-name=scripts", "--env-manager=local", "--", "."];
    const tags = { "mlflowLens.repeats": first!.runId, quoted: `it's "quoted"` };
    start([runProject, ...args], join(worktree, "src dir"), { MLFLOW_LENS_RUN_TAGS: JSON.stringify(tags) });

    await store.refresh();
    const { runs } = await store.searchRuns({ experimentIds: [experimentId] });
    const again = runs.find((run) => run.tags["mlflowLens.repeats"] === first!.runId);
    assert.deepEqual([runs.length, again?.status, again?.params], [2, "FINISHED", first!.params]);
    assert.equal(again!.tags["quoted"], tags.quoted);
    assert.equal(again!.tags["mlflow.source.git.commit"], logged);
    assert.deepEqual(compareMetrics(first!, again!), { equal: ["loss"], different: [], unmatched: [] });
    await store.close();
  });
}
