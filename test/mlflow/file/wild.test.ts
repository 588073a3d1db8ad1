import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { openStoreHere } from "../../../src/mlflow/open.ts";
import { contentsOf } from "../folderContents.ts";
import { madeFolder } from "../madeFolder.ts";
import { experimentMeta, id, runMeta } from "../wild/metas.ts";
import { surprises } from "../wild/surprises.ts";
import { proxiedForms, trashedForms, uriForms } from "../wild/uris.ts";

describe("file stores as they are found", () => {
  for (const { fact, files, ask, expected } of surprises) {
    test(fact, async () => {
      const workspace = madeFolder(files);
      const before = contentsOf(workspace);
      const store = await openStoreHere(`${workspace}/mlruns`);
      try {
        assert.deepEqual(await ask(store), expected);
      } finally {
        await store.close();
      }
      assert.deepEqual(contentsOf(workspace), before, "reading makes nothing");
    });
  }
});

describe("the artifacts that came along are found, whatever the meta file calls them", () => {
  const run = id(1);
  for (const { uri, place } of [...uriForms, ...proxiedForms, ...trashedForms]) {
    test(`${uri} in ${place}`, async () => {
      const experiment = place.includes(".trash") ? "mlruns/.trash/7" : "mlruns/7";
      const workspace = madeFolder({
        [`${experiment}/meta.yaml`]: experimentMeta("7"),
        [`${experiment}/${run}/meta.yaml`]: runMeta(run, "7", { artifact_uri: uri }),
        [`${place}/plots/curve.txt`]: "a curve",
      });
      const store = await openStoreHere(`${workspace}/mlruns`);
      try {
        assert.equal((await store.getRun(run)).artifactUri, uri);
        assert.deepEqual(await store.listArtifacts(run), [{ path: "plots", isDir: true }]);
        const content = await store.readArtifact(run, "plots/curve.txt");
        assert.equal(Buffer.from(content).toString(), "a curve");
      } finally {
        await store.close();
      }
    });
  }
});
