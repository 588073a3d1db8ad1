import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { test, type TestContext } from "node:test";
import { findStores } from "../../../src/stores/find/discover.ts";

const experiment = "artifact_location: file:///elsewhere/mlruns/0\nexperiment_id: '0'\nname: Default\n";
const run = "artifact_uri: file:///elsewhere/mlruns/0/r/artifacts\nexperiment_id: '0'\nrun_id: r\n";
const sqliteHeader = "SQLite format 3\0".padEnd(100, "\0");

/** A folder with these files; a name that ends with a slash is an empty folder. */
function workspace(t: TestContext, files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "lens-"));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(name.endsWith("/") ? path : dirname(path), { recursive: true });
    if (!name.endsWith("/")) writeFileSync(path, content);
  }
  return folder;
}

async function found(folder: string): Promise<string[]> {
  return (await findStores(folder)).map(({ kind, path }) => `${kind} ${relative(folder, path)}`).sort();
}

test("a store is known by its content, whatever its name", async (t) => {
  const folder = workspace(t, {
    "mlruns/0/meta.yaml": experiment,
    "old/stores/model/1/meta.yaml": experiment,
    "registry/models/forest/meta.yaml": "creation_timestamp: 1\nname: forest\n",
    "trash/.trash/": "",
    "backend.db": sqliteHeader,
    "a/b/c/mydb.sqlite": sqliteHeader,
  });
  assert.deepEqual(await found(folder), [
    "file mlruns",
    "file old/stores/model",
    "file registry",
    "file trash",
    "sqlite a/b/c/mydb.sqlite",
    "sqlite backend.db",
  ]);
});

test("a folder of artifacts, an experiment and a package called models are no stores", async (t) => {
  const folder = workspace(t, {
    "mlruns/0/r/artifacts/plot.png": "",
    "experiment/r/meta.yaml": run,
    "models/forest.py": "",
    "models/deep/meta.yaml": "name: deep\n",
    "data.db": "no database",
  });
  assert.deepEqual(await found(folder), []);
});

test("mlruns beside a database is a store of its own only where it has experiments", async (t) => {
  const artifacts = { "mlruns/1/0123456789abcdef0123456789abcdef/artifacts/plot.png": "" };
  const database = { "database/mlflow.db": sqliteHeader, "mlruns.db": sqliteHeader };
  const databases = ["sqlite database/mlflow.db", "sqlite mlruns.db"];
  assert.deepEqual(await found(workspace(t, { ...database, ...artifacts })), databases);
  const both = workspace(t, { ...database, ...artifacts, "mlruns/0/meta.yaml": experiment });
  assert.deepEqual(await found(both), ["file mlruns", ...databases]);
});

test("environments, node_modules, the inside of stores and what is too deep are not looked into", async (t) => {
  const folder = workspace(t, {
    "venv/pyvenv.cfg": "",
    "venv/mlruns/0/meta.yaml": experiment,
    "node_modules/x/mlruns/0/meta.yaml": experiment,
    "conda/conda-meta/history": "",
    "conda/a.db": sqliteHeader,
    "a/b/c/d/mlruns/0/meta.yaml": experiment,
    "mlruns/0/meta.yaml": experiment,
    "mlruns/0/r/artifacts/inner.db": sqliteHeader,
  });
  assert.deepEqual(await found(folder), ["file mlruns"]);
});

test("a linked store is found once and a loop of links ends", async (t) => {
  const folder = workspace(t, { "data/mlruns/0/meta.yaml": experiment });
  symlinkSync(join(folder, "data", "mlruns"), join(folder, "mlruns"));
  symlinkSync(folder, join(folder, "data", "loop"));
  assert.deepEqual(await found(folder), ["file mlruns"]);
});
