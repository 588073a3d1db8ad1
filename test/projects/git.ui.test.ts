import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { test } from "node:test";
import { python } from "../../scripts/bootstrap/python.mjs";
import { openStoreHere } from "../../src/mlflow/open.ts";
import { temporaryFolder } from "../fixtures.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";

// A project in a Git repository of its own, whose script changed since the tag v1; run by the real MLflow 3.17.
const repository = join(temporaryFolder(), "project");
mkdirSync(repository);
const git = (...args: string[]) =>
  execFileSync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", ...args], { cwd: repository })
    .toString()
    .trim();
const commit = (said: string) => {
  const told = `open(os.environ["TOLD"], "w").write("${said}: " + sys.argv[1])`;
  writeFileSync(join(repository, "tell.py"), `import os, sys\n${told}\n`);
  git("add", ".");
  git("commit", "--quiet", "--message", said);
  return git("rev-parse", "HEAD");
};
git("init", "--quiet");
writeFileSync(
  join(repository, "MLproject"),
  "entry_points:\n  tell:\n    parameters:\n      word: string\n    command: python tell.py {word}\n",
);
const tagged = commit("first");
git("tag", "v1");
commit("second");

const workspace = temporaryFolder();
const told = join(workspace, "told.txt");
mkdirSync(join(workspace, ".vscode"));
writeFileSync(join(workspace, ".vscode", "settings.json"), JSON.stringify({ "mlflowLens.pythonPath": python("3.17") }));
mkdirSync(join(workspace, "mlruns", "0"), { recursive: true });
writeFileSync(
  join(workspace, "mlruns", "0", "meta.yaml"),
  `artifact_location: file://${workspace}/mlruns/0\nexperiment_id: '0'\nlifecycle_stage: active\nname: Default\n`,
);
const bench = await openWorkbench({
  workspace,
  environment: { MLFLOW_DISABLE_TELEMETRY: "true", TOLD: told },
});
await bench.openContainer("MLflow");

test("an entry point of a Git repository is run as it was at a tag", async () => {
  await bench.runCommand("MLflow: Run Project from Git...");
  await bench.fill("somewhere");
  await eventually(async () => assert.match(await bench.inputMessage(), /The URI of a Git repository/));
  await bench.type(pathToFileURL(repository).href);
  await eventually(async () => assert.match(await bench.inputMessage(), /Commit, branch or tag/));
  await bench.type("v1");
  await eventually(async () => assert.match(await bench.inputMessage(), /Entry point/));
  await bench.type("tell");
  await eventually(async () => assert.match(await bench.inputMessage(), /Parameters, passed on/));
  await bench.type("word='two words'");
  await eventually(async () => assert.deepEqual(await bench.picks(), ["Default"]));
  await bench.pick("Default");
  await eventually(async () => assert.match(await bench.inputMessage(), /Run name/));
  await bench.type("from Git");
  await eventually(async () => assert.ok((await bench.picks()).includes("kubernetes")));
  await bench.pick("local");
  await eventually(async () => assert.ok((await bench.picks()).includes("virtualenv")));
  await bench.pick("local");
  await eventually(() => assert.equal(readFileSync(told, "utf8"), "first: two words"), { timeoutMs: 100_000 });
});

test("its run names the repository and the commit", async () => {
  await eventually(async () => assert.equal((await bench.view("Experiments").row("from Git").content()).icon, "pass"));
  const store = await openStoreHere(join(workspace, "mlruns"));
  try {
    const { runs } = await store.searchRuns({ experimentIds: ["0"] });
    assert.deepEqual(
      runs.map(({ status, tags }) => [status, tags["mlflow.source.git.commit"]]),
      [["FINISHED", tagged]],
    );
    assert.ok(runs[0]!.tags["mlflow.source.name"]?.includes("/project"));
  } finally {
    await store.close();
  }
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});
