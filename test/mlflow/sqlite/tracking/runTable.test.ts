import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type NumberColumn, type RunTable, type TextColumn } from "../../../../src/mlflow/store.ts";
import { madeStore, type SchemaVersion } from "../madeStore.ts";

const columns = [
  "attributes.run_id",
  "attributes.run_name",
  "attributes.start_time",
  "attributes.problems",
  "metrics.m",
  "metrics.nan",
  "params.p",
  "tags.t",
  "params.p",
];

function cells(column: NumberColumn | TextColumn): (number | string | undefined)[] {
  return column.kind === "number"
    ? Array.from(column.values, (value, row) => (column.present[row] === 1 ? value : undefined))
    : Array.from(column.codes, (code) => (code < 0 ? undefined : column.dictionary[code]));
}

function rowsOf(table: RunTable): (number | string | undefined)[][] {
  const [first = [], ...others] = table.columns.map(cells);
  return first.map((cell, row) => [cell, ...others.map((column) => column[row])]);
}

/** Runs r1, r2, …: every third has a name in its tag only, every second a metric that is NaN and a param. */
function manyRuns(count: number): string {
  return `CREATE TEMP TABLE n AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count}) SELECT i FROM n;
    INSERT INTO runs (run_uuid, name, status, start_time, lifecycle_stage, experiment_id)
      SELECT 'r' || i, CASE WHEN i % 3 THEN 'name ' || i END, 'FINISHED', i * 10, 'active', 0 FROM n;
    INSERT INTO tags (run_uuid, key, value) SELECT 'r' || i, 'mlflow.runName', 'tag ' || i FROM n;
    INSERT INTO tags (run_uuid, key, value) SELECT 'r' || i, 't', 'same' FROM n;
    INSERT INTO params (run_uuid, key, value) SELECT 'r' || i, 'p', 'v' || i FROM n WHERE i % 2;
    INSERT INTO latest_metrics (run_uuid, key, value, timestamp, step, is_nan) SELECT 'r' || i, 'm', i / 2.0, 1, 1, 0 FROM n;
    INSERT INTO latest_metrics (run_uuid, key, value, timestamp, step, is_nan) SELECT 'r' || i, 'nan', 0, 1, 1, 1 FROM n WHERE i % 2;
    DROP TABLE n;`;
}

const expected = (i: number) => [
  `r${i}`,
  i % 3 ? `name ${i}` : `tag ${i}`,
  i * 10,
  undefined,
  i / 2,
  i % 2 ? NaN : undefined,
  i % 2 ? `v${i}` : undefined,
  "same",
  i % 2 ? `v${i}` : undefined,
];

for (const sqlite of ["native", "sql.js"] as const) {
  describe(`tables of runs, by ${sqlite}`, () => {
    for (const version of ["1.30", "3.17"] satisfies SchemaVersion[]) {
      test(`all rows and a window of them hold the same cells, in MLflow ${version}`, async (t) => {
        const { store } = await madeStore(t, version, { sqlite, fill: manyRuns(2500) });
        const query = { experimentIds: ["0"], columns };
        const whole = await store.runTable(query);
        assert.equal(whole.total, 2500);
        assert.deepEqual(
          rowsOf(whole),
          Array.from({ length: 2500 }, (_, index) => expected(2500 - index)),
        );
        const first = await store.runTable({ ...query, limit: 3 });
        assert.equal(first.total, 2500);
        assert.deepEqual(rowsOf(first), [2500, 2499, 2498].map(expected));
        const later = await store.runTable({ ...query, offset: 1000, limit: 2 });
        assert.deepEqual(rowsOf(later), [1500, 1499].map(expected));
        const beyond = await store.runTable({ ...query, offset: 2499, limit: 9 });
        assert.deepEqual([beyond.total, rowsOf(beyond)], [2500, [expected(1)]]);
      });
    }

    test("a window after a write shows what was written", async (t) => {
      const { store, sql } = await madeStore(t, "3.17", { sqlite, fill: manyRuns(50) });
      const query = { experimentIds: ["0"], columns: ["attributes.run_id"], offset: 1, limit: 1 };
      assert.deepEqual(rowsOf(await store.runTable(query)), [["r49"]]);
      sql("UPDATE runs SET start_time = 100000 WHERE run_uuid = 'r7'");
      assert.deepEqual(rowsOf(await store.runTable(query)), [["r50"]]);
    });

    for (const count of [3, 2500]) {
      test(`what histories come down to, of ${count} runs`, async (t) => {
        const points = `INSERT INTO metrics (run_uuid, key, value, timestamp, step, is_nan)
          SELECT run_uuid, 'm', value, step, step, is_nan FROM runs, (SELECT 2.0 AS value, 1 AS step, 0 AS is_nan
            UNION ALL SELECT 0, 2, 1 UNION ALL SELECT 8, 3, 0 UNION ALL SELECT 8, 4, 0 UNION ALL SELECT 2, 5, 0);
          INSERT INTO metrics (run_uuid, key, value, timestamp, step, is_nan) VALUES ('r1', 'm', -99, 1, 101, 0);`;
        const { store } = await madeStore(t, "3.17", { sqlite, fill: manyRuns(count) + points });
        const kinds = ["steps", "min", "minSteps", "max", "maxSteps", "mean", "max"];
        const asked = ["attributes.run_id", ...kinds.map((kind) => `${kind}.m`), "max.nope"];
        const table = await store.runTable({ experimentIds: ["0"], columns: asked });
        const rows = new Map(rowsOf(table).map(([id, ...values]) => [id, values]));
        assert.deepEqual(rows.get("r3"), [1, 2, 1, 8, 3, 5, 8, undefined]);
        assert.deepEqual(rows.get("r1"), [1, -99, 101, 8, 3, -15.8, 8, undefined]);
        assert.equal(rows.size, count);
      });
    }

    test("an unknown column is refused, an unknown key is empty", async (t) => {
      const { store } = await madeStore(t, "3.17", { sqlite, fill: manyRuns(1) });
      const ask = (column: string) => store.runTable({ experimentIds: ["0"], columns: [column] });
      await assert.rejects(ask("attributes.nope"), /Runs have no column 'attributes\.nope'/);
      await assert.rejects(ask("nope"), /Runs have no column 'nope'/);
      assert.deepEqual(rowsOf(await ask("metrics.nope")), [[undefined]]);
      assert.deepEqual(rowsOf(await ask("params.__proto__")), [[undefined]]);
    });

    test("what is damaged in a run is a column, and hides no other run", async (t) => {
      const damaged =
        "PRAGMA ignore_check_constraints = ON; UPDATE runs SET status = 'LOST', start_time = 'soon' WHERE run_uuid = 'r2';";
      const { store } = await madeStore(t, "3.17", { sqlite, fill: manyRuns(3) + damaged });
      const table = await store.runTable({
        experimentIds: ["0"],
        columns: ["attributes.run_id", "attributes.problems"],
      });
      assert.deepEqual(
        new Map(rowsOf(table) as [string, string][]),
        new Map([
          ["r3", undefined],
          ["r2", "Its status 'LOST' is none of MLflow's.\nIts start time 'soon' is not a number."],
          ["r1", undefined],
        ]),
      );
      const { runs } = await store.searchRuns({ experimentIds: ["0"] });
      assert.equal(runs.length, 3);
      assert.equal(runs.find(({ runId }) => runId === "r2")?.problems?.length, 2);
    });
  });
}
