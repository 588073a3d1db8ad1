import assert from "node:assert/strict";
import { test } from "node:test";
import { openStoreHere } from "../../../src/mlflow/open.ts";
import { assertUntouched, fixtures, storeUri, temporaryFolder, unpacked } from "../../fixtures.ts";
import { localContract } from "../contract.ts";

for (const { name, archive, oracles } of fixtures("file")) {
  localContract(`the file store ${name}, moved, read without an index`, oracles, () => ({
    uri: storeUri(unpacked(archive), "file"),
  }));

  const fromIndex = async () => {
    const uri = storeUri(unpacked(archive), "file");
    const indexDir = temporaryFolder();
    const first = await openStoreHere(uri, { indexDir });
    const { experiments } = await first.searchExperiments({ viewType: "ALL" });
    await first.searchRuns({ experimentIds: experiments.map((found) => found.experimentId), viewType: "ALL" });
    await first.close();
    return { uri, options: { indexDir } };
  };
  localContract(`the file store ${name}, from its index`, oracles, fromIndex);

  test(`reading the file store ${name} left its folder as it was`, () => assertUntouched(archive));
}

const newest = fixtures("file").find((fixture) => fixture.major === "3");
assert(newest, "a fixture of a file store is missing: node scripts/fixtures/make.mjs");
localContract(`the file store ${newest.name}, behind its thread`, newest.oracles, () => ({
  uri: storeUri(unpacked(newest.archive), "file"),
  isBehindThread: true,
}));
