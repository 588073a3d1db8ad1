import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { openStore } from "../../../src/mlflow/index.ts";
import { openStoreHere } from "../../../src/mlflow/open.ts";
import { fixtures, storeUri, temporaryFolder, unpack } from "../../fixtures.ts";
import { contract } from "../contract.ts";
import { contentsOf } from "../folderContents.ts";
import { readOracle } from "../oracle.ts";

for (const { name, archive, oracles } of fixtures("file")) {
  const answers = () => oracles.map(readOracle);

  describe(`the file store ${name}, moved`, () => {
    let folder: string;
    let before: Map<string, string>;

    contract("read without an index", answers, () => {
      folder = unpack(archive);
      before = contentsOf(folder);
      return openStoreHere(storeUri(folder, "file"));
    });

    test("reading left the folder as it was", () => {
      assert.deepEqual(contentsOf(folder), before);
    });
  });

  contract(`the file store ${name}, from its index`, answers, async () => {
    const uri = storeUri(unpack(archive), "file");
    const indexDir = temporaryFolder();
    const first = await openStoreHere(uri, { indexDir });
    const { experiments } = await first.searchExperiments({ viewType: "ALL" });
    await first.searchRuns({ experimentIds: experiments.map((found) => found.experimentId), viewType: "ALL" });
    await first.close();
    return openStoreHere(uri, { indexDir });
  });
}

const newest = fixtures("file").find((fixture) => fixture.major === "3");
assert(newest, "a fixture of a file store is missing: node scripts/fixtures/make.mjs");
contract(
  `the file store ${newest.name}, behind its thread`,
  () => newest.oracles.map(readOracle),
  () => openStore(storeUri(unpack(newest.archive), "file")),
);
