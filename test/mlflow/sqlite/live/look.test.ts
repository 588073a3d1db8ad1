import assert from "node:assert/strict";
import { test } from "node:test";
import { openContext } from "../../../../src/mlflow/sqlite/connection/open.ts";
import { createLook } from "../../../../src/mlflow/sqlite/live/look.ts";
import { madeStore } from "../madeStore.ts";

const run = (runId: string) =>
  `INSERT INTO runs (run_uuid, name, status, start_time, lifecycle_stage, experiment_id)
     VALUES ('${runId}', '${runId}', 'FINISHED', 1, 'active', 0);`;

test("what is written as another watch begins is told all the same", async (t) => {
  const { path, sql } = await madeStore(t, "3.17", { fill: run("shown") + run("other") });
  const context = await openContext(`sqlite:///${path}`, path, {});
  t.after(() => context.close());
  const look = createLook(context);
  const scope = { experimentIds: ["0"], runIds: ["shown"] };
  look.start(scope);
  sql("UPDATE experiments SET name = 'renamed' WHERE experiment_id = 0");
  sql("UPDATE runs SET name = 'renamed' WHERE run_uuid = 'shown'");
  const wider = { ...scope, runIds: ["shown", "other"] };
  look.start(wider);
  sql("UPDATE runs SET name = 'renamed' WHERE run_uuid = 'other'");
  assert.deepEqual(look.changes(wider, { isExplained: false }), [
    { kind: "experiments" },
    { kind: "runs", experimentId: "0", runIds: ["other"] },
    { kind: "runs", experimentId: "0", runIds: ["shown"] },
  ]);
});
