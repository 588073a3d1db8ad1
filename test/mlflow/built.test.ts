import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { before, describe, test } from "node:test";
import { openStoreHere } from "../../src/mlflow/open.ts";
import type { Store } from "../../src/mlflow/store.ts";
import { fixtures, storeUri, temporaryFolder, unpacked } from "../fixtures.ts";

const root = resolve(import.meta.dirname, "../..");

/** Looks through a store; its text runs in another process too, so it names nothing of this file. */
async function browse(store: Store): Promise<unknown> {
  const { experiments } = await store.searchExperiments();
  const experimentIds = experiments.map((experiment) => experiment.experimentId);
  const { runs } = await store.searchRuns({ experimentIds, filter: "attributes.run_name = 'artifacts'" });
  const runId = runs[0]!.runId;
  const curves = await store.searchRuns({ experimentIds, filter: "metrics.accuracy > 0", maxResults: 1 });
  const history = await store.getMetricHistory(curves.runs[0]!.runId, "accuracy");
  const artifacts = await store.listArtifacts(runId);
  const file = artifacts.find(({ isDir }) => !isDir)!.path;
  const content = await store.readArtifact(runId, file);
  const table = await store.runTable({ experimentIds, columns: ["attributes.run_name", "metrics.accuracy"] });
  const { registeredModels } = await store.searchRegisteredModels();
  const missing = await store.getRun("f".repeat(32)).catch((error: unknown) => error as { errorCode: string });
  await store.close();
  const times = [...history.timestamps];
  const refused = (missing as { errorCode: string }).errorCode;
  return JSON.parse(
    JSON.stringify([experiments, runs, times, artifacts, [...content], table.total, registeredModels, refused]),
  ) as unknown;
}

describe("dist/mlflow.cjs, with what is built beside it and nothing else", () => {
  const folder = temporaryFolder();
  before(() => {
    execFileSync(process.execPath, ["esbuild.mjs", `--outdir=${folder}`], { cwd: root });
    writeFileSync(
      join(folder, "browse.cjs"),
      `const { openStore } = require("./mlflow.cjs");
       const browse = ${browse.toString()};
       const [uri, options] = process.argv.slice(2);
       openStore(uri, JSON.parse(options)).then(browse).then((seen) => console.log(JSON.stringify(seen)));`,
    );
  });

  test("what the extension needs to start holds no YAML library", () => {
    const atOnce = (file: string): string[] => {
      const text = readFileSync(join(folder, file), "utf8");
      const later = /\.then\(\(\)=>\w+\(require\("\.\/[\w-]+\.cjs"\)\)\)/g;
      const needed = [...text.replace(later, "").matchAll(/require\("\.\/([\w-]+\.cjs)"\)/g)].map(([, name]) => name!);
      return [file, ...needed.flatMap(atOnce)];
    };
    const files = atOnce("extension.cjs");
    assert.ok(files.length > 1, files.join());
    assert.ok(!files.includes("yaml.cjs"), files.join());
  });

  for (const [backend, options] of [
    ["file", {}],
    ["sqlite", { sqlite: "native" }],
    ["sqlite", { sqlite: "sql.js" }],
  ] as const) {
    test(`a bare Node browses a ${backend} store with ${JSON.stringify(options)}, and ends`, async () => {
      const fixture = fixtures(backend).find(({ name }) => name.startsWith("3"));
      assert(fixture, "a fixture is missing: node scripts/fixtures/make.mjs");
      const uri = storeUri(unpacked(fixture.archive), backend);
      const indexDir = join(temporaryFolder(), "index");
      const program = [join(folder, "browse.cjs"), uri, JSON.stringify({ ...options, indexDir })];
      const seen = JSON.parse(execFileSync(process.execPath, program, { encoding: "utf8", cwd: folder })) as unknown;
      assert.deepEqual(seen, await browse(await openStoreHere(uri)));
      assert.equal(existsSync(indexDir), backend === "file", "the index is on the disk when close() resolves");
    });
  }
});
