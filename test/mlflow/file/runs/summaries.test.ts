import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openStoreHere } from "../../../../src/mlflow/open.ts";
import { type NumberColumn } from "../../../../src/mlflow/store.ts";
import { madeFolder } from "../../madeFolder.ts";
import { experimentMeta, runMeta } from "../folderStore.ts";

test("a run table tells what histories come down to, and follows what is appended", async (t) => {
  const root = madeFolder({
    "7/meta.yaml": experimentMeta("7", "seven"),
    "7/abc/meta.yaml": runMeta("7", "abc", { status: "3" }),
    "7/abc/metrics/loss": "1 4 0\n2 nan 1\n3 1 2\n4 1 3\n",
    "7/abc/metrics/lost": "1 nan 5\n",
    "7/def/meta.yaml": runMeta("7", "def", { status: "3" }),
  });
  const store = await openStoreHere(root);
  t.after(() => store.close());
  const ask = async (key: string) => {
    const columns = ["steps", "min", "minSteps", "max", "maxSteps", "mean"].map((kind) => `${kind}.${key}`);
    const table = await store.runTable({
      experimentIds: ["7"],
      filter: "attributes.run_id = 'abc'",
      columns: [...columns, `min.${key}`],
    });
    return (table.columns as NumberColumn[]).map(({ values, present }) => (present[0] ? values[0] : undefined));
  };
  assert.deepEqual(await ask("loss"), [3, 1, 2, 4, 0, 2, 1]);
  assert.deepEqual(await ask("lost"), [5, NaN, undefined, NaN, undefined, NaN, NaN]);
  assert.deepEqual(await ask("none"), new Array(7).fill(undefined));
  appendFileSync(join(root, "7/abc/metrics/loss"), "5 -2 4\n");
  assert.deepEqual(await ask("loss"), [4, -2, 4, 4, 0, 1, -2]);
});
