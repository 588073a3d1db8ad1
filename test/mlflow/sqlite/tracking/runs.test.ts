import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type RunsQuery } from "../../../../src/mlflow/store.ts";
import { madeStore } from "../madeStore.ts";

/** A run with its start time, and its parent if it has one. */
const run = (runId: string, startTime: number | "NULL", parent?: string, experimentId = "0", status = "FINISHED") =>
  `INSERT INTO runs (run_uuid, name, status, start_time, lifecycle_stage, experiment_id)
     VALUES ('${runId}', '${runId}', '${status}', ${startTime}, 'active', ${experimentId});
   ${parent === undefined ? "" : `INSERT INTO tags (run_uuid, key, value) VALUES ('${runId}', 'mlflow.parentRunId', '${parent}');`}`;

for (const sqlite of ["native", "sql.js"] as const) {
  describe(`runs, by ${sqlite}`, () => {
    test("the newest are first, those without a start last, equal ones by id, however they were written", async (t) => {
      const fill = run("c", 5) + run("z", "NULL") + run("a", 9) + run("b", 5) + run("y", "NULL") + run("d", 7);
      const { store } = await madeStore(t, "3.17", { sqlite, fill });
      const all = ["a", "d", "b", "c", "y", "z"];
      for (const orderBy of [undefined, ["attributes.start_time DESC"], ["start_time"]]) {
        const expected = orderBy?.[0] === "start_time" ? ["b", "c", "d", "a", "y", "z"] : all;
        for (let maxResults = 1; maxResults <= 6; maxResults++) {
          const found: string[] = [];
          let pageToken: string | undefined;
          do {
            const page = await store.searchRuns({ experimentIds: ["0"], orderBy, maxResults, pageToken });
            assert.ok(page.runs.length <= maxResults);
            found.push(...page.runs.map(({ runId }) => runId));
            pageToken = page.nextPageToken;
          } while (pageToken !== undefined);
          assert.deepEqual(found, expected, `in pages of ${maxResults}`);
        }
      }
    });

    test("runs whose parents lead back to them are on top, and none is its own child", async (t) => {
      const circle = run("self", 1, "self") + run("hen", 2, "egg") + run("egg", 3, "hen\n") + run("chick", 4, "hen");
      const { store } = await madeStore(t, "3.17", { sqlite, fill: circle });
      const ids = async (query: Partial<RunsQuery>) =>
        (await store.searchRuns({ experimentIds: ["0"], ...query })).runs.map(({ runId }) => runId);
      assert.deepEqual(await ids({ nesting: "top" }), ["egg", "hen", "self"]);
      // Without one of them it is a circle no more.
      assert.deepEqual(await ids({ nesting: "top", filter: "attributes.run_id != 'hen'" }), ["chick", "egg", "self"]);
      assert.deepEqual(await ids({ nesting: { parentRunId: "self" } }), []);
      assert.deepEqual(await ids({ nesting: { parentRunId: "hen" } }), ["chick", "egg"]);
      const summaries = await store.summarizeChildRuns({ experimentIds: ["0"], runIds: ["self", "hen"] });
      assert.deepEqual(summaries, [{ runId: "hen", total: 2, running: 0 }]);
    });

    test("circles of any length are on top, what hangs on them below, and a chain of any length is no circle", async (t) => {
      const ring = (ids: string) => [...ids].map((id, i) => run(id, i, ids[(i + 1) % ids.length])).join("");
      const chain = Array.from({ length: 500 }, (_, i) => run(`k${i}`, 100 + i, i === 0 ? undefined : `k${i - 1}`));
      const fill = ring("abc") + ring("defgh") + run("tail", 20, "a") + run("end", 21, "tail") + chain.join("");
      const { store } = await madeStore(t, "3.17", { sqlite, fill });
      const ids = async (query: Partial<RunsQuery>) =>
        (await store.searchRuns({ experimentIds: ["0"], ...query })).runs.map(({ runId }) => runId).sort();
      assert.deepEqual(await ids({ nesting: "top" }), ["a", "b", "c", "d", "e", "f", "g", "h", "k0"]);
      assert.equal(await store.countRuns({ experimentIds: ["0"], nesting: "top" }), 9);
      assert.deepEqual(await ids({ nesting: { parentRunId: "a" } }), ["c", "tail"]);
      // Without one of them it is a circle no more: what hung on that one is on top, all others below it.
      const filter = "attributes.run_id != 'f'";
      assert.deepEqual(await ids({ nesting: "top", filter }), ["a", "b", "c", "e", "k0"]);
    });

    test("a mark of encoding in front of a text is part of it", async (t) => {
      const { store } = await madeStore(t, "3.17", {
        sqlite,
        fill: run("a", 1).replace("'a', 'FIN", "'\ufeffa', 'FIN"),
      });
      const found = await store.searchRuns({ experimentIds: ["0"] });
      assert.deepEqual(
        found.runs.map(({ runName }) => runName),
        ["\ufeffa"],
      );
    });

    test("nested runs are under their parents, and on top where the parent is not among what matches", async (t) => {
      const fill =
        run("top", 1) +
        run("child", 2, "top") +
        run("grandchild", 3, "child\n") +
        run("orphan", 4, "gone") +
        run("sibling", 5, "top", "0", "RUNNING") +
        `INSERT INTO experiments (experiment_id, name, lifecycle_stage) VALUES (7, 'seven', 'active');
         UPDATE runs SET lifecycle_stage = 'deleted' WHERE run_uuid = 'gone';` +
        run("elsewhere", 6, "top", "7");
      const { store } = await madeStore(t, "3.17", { sqlite, fill });
      const ids = async (query: Partial<RunsQuery>) =>
        (await store.searchRuns({ experimentIds: ["0"], ...query })).runs.map(({ runId }) => runId);
      assert.deepEqual(await ids({ nesting: "top" }), ["orphan", "top"]);
      assert.deepEqual(await ids({ nesting: { parentRunId: "top" } }), ["sibling", "child"]);
      assert.deepEqual(await ids({ nesting: { parentRunId: "child" } }), ["grandchild"]);
      assert.deepEqual(await ids({ nesting: "top", filter: "attributes.run_id != 'top'" }), [
        "sibling",
        "orphan",
        "child",
      ]);
      assert.deepEqual(await ids({ nesting: "top", experimentIds: ["7"] }), ["elsewhere"]);
      assert.equal(await store.countRuns({ experimentIds: ["0"], nesting: "top" }), 2);
      assert.deepEqual(await store.summarizeChildRuns({ experimentIds: ["0"], runIds: ["top", "child", "orphan"] }), [
        { runId: "child", total: 1, running: 0 },
        { runId: "top", total: 2, running: 1 },
      ]);
    });

    test("experiment ids of 18 digits, as file stores give them, stay what they are", async (t) => {
      const id = "812345678901234567";
      const fill = `INSERT INTO experiments (experiment_id, name, lifecycle_stage) VALUES (${id}, 'migrated', 'active');
        INSERT INTO experiment_tags (experiment_id, key, value) VALUES (${id}, 'k', 'v');
        ${run("a", 1, undefined, id)} ${run("b", 1)}`;
      const { store } = await madeStore(t, "3.17", { sqlite, fill });
      const experiment = await store.getExperiment(id);
      assert.deepEqual([experiment.experimentId, experiment.tags], [id, { k: "v" }]);
      assert.equal((await store.getRun("a")).experimentId, id);
      assert.deepEqual(
        (await store.searchRuns({ experimentIds: [id] })).runs.map(({ runId }) => runId),
        ["a"],
      );
      const { experiments } = await store.searchExperiments({ filter: `experiment_id IN ('${id}', '5')` });
      assert.deepEqual(
        experiments.map(({ name }) => name),
        ["migrated"],
      );
      const summary = (await store.summarizeExperiments()).find(({ experimentId }) => experimentId === id);
      assert.deepEqual([summary?.runCount, summary?.lastStartTime], [1, 1]);
      assert.deepEqual((await store.searchRuns({ experimentIds: ["812345678901234568"] })).runs, []);
    });

    test("an experiment id that is no number is refused as MLflow refuses it", async (t) => {
      const { store } = await madeStore(t, "3.17", { sqlite });
      const message = /Invalid experiment ID 'x'\. Experiment ID must be a valid integer\./;
      await assert.rejects(store.searchRuns({ experimentIds: ["x"] }), message);
      await assert.rejects(store.getExperiment("x"), message);
    });

    test("keys are those of active runs of the experiments alone, by code point", async (t) => {
      const fill =
        run("a", 1) +
        run("deleted", 1) +
        `UPDATE runs SET lifecycle_stage = 'deleted' WHERE run_uuid = 'deleted';
         INSERT INTO params (run_uuid, key, value) VALUES ('a', 'é', '1'), ('a', 'z', '1'), ('a', 'B', '1'), ('deleted', 'no', '1');
         INSERT INTO latest_metrics (run_uuid, key, value, timestamp, step, is_nan) VALUES ('a', 'm/x', 1, 1, 1, 0);`;
      const { store } = await madeStore(t, "3.17", { sqlite, fill });
      const found = await store.runColumns({ experimentIds: ["0"] });
      assert.deepEqual(found, { metrics: ["m/x"], params: ["B", "z", "é"], tags: [] });
      assert.deepEqual(await store.runColumns({ experimentIds: ["1"] }), { metrics: [], params: [], tags: [] });
    });

    test("keys of very many runs are found by leaps", async (t) => {
      const fill = `CREATE TEMP TABLE n AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500) SELECT i FROM n;
        INSERT INTO experiments (experiment_id, name, lifecycle_stage) VALUES (7, 'seven', 'active');
        INSERT INTO runs (run_uuid, status, start_time, lifecycle_stage, experiment_id)
          SELECT 'r' || i, 'FINISHED', i, 'active', 0 FROM n;
        INSERT INTO params (run_uuid, key, value) SELECT 'r' || i, 'p' || (i % 3), 'v' FROM n;
        ${run("other", 1, undefined, "7")}
        INSERT INTO params (run_uuid, key, value) VALUES ('other', 'only there', 'v'); DROP TABLE n;`;
      const { store } = await madeStore(t, "3.17", { sqlite, fill });
      assert.deepEqual((await store.runColumns({ experimentIds: ["0"] })).params, ["p0", "p1", "p2"]);
    });

    test("a key named like a method of objects is a key", async (t) => {
      const fill = `${run("a", 1)} INSERT INTO params (run_uuid, key, value) VALUES ('a', 'constructor', 'x'), ('a', '__proto__', 'y');`;
      const { store } = await madeStore(t, "3.17", { sqlite, fill });
      const { params } = await store.getRun("a");
      assert.deepEqual(Object.entries(params).sort(), [
        ["__proto__", "y"],
        ["constructor", "x"],
      ]);
    });

    test("a tag of 50 MB is cut and named among the problems of its run, and all others are listed", async (t) => {
      const tag = (key: string, bytes: number) =>
        `INSERT INTO tags (run_uuid, key, value) VALUES ('a', '${key}', replace(hex(zeroblob(${bytes / 2})), '0', 'é'));`;
      const fill = run("a", 1) + run("b", 2) + tag("big", 25_000_000) + tag("small", 100);
      const { store } = await madeStore(t, "3.17", { sqlite, fill });
      const [b, a] = (await store.searchRuns({ experimentIds: ["0"] })).runs;
      assert.deepEqual([b?.runId, b?.problems], ["b", undefined]);
      assert.deepEqual(a?.problems, ["The tag big is 50000000 bytes long; only its beginning was read."]);
      assert.deepEqual([a?.tags["big"], a?.tags["small"]], ["é".repeat(2 ** 20), "é".repeat(100)]);
      const table = await store.runTable({ experimentIds: ["0"], columns: ["tags.big"] });
      assert.deepEqual(table.columns[0]?.kind === "text" && table.columns[0].dictionary, ["é".repeat(2 ** 20)]);
    });

    test("the models that a run read are told of that run, not in a search", async (t) => {
      const fill = `${run("a", 1)} INSERT INTO inputs (input_uuid, source_type, source_id, destination_type, destination_id, step)
        VALUES ('i', 'RUN_INPUT', 'a', 'MODEL_INPUT', 'm-1', 0), ('o', 'RUN_OUTPUT', 'a', 'MODEL_OUTPUT', 'm-2', 7);`;
      const { store } = await madeStore(t, "3.17", { sqlite, fill });
      const { modelInputs, modelOutputs } = await store.getRun("a");
      assert.deepEqual([modelInputs, modelOutputs], [[{ modelId: "m-1" }], [{ modelId: "m-2", step: 7 }]]);
      const [found] = (await store.searchRuns({ experimentIds: ["0"] })).runs;
      assert.deepEqual([found?.modelInputs, found?.modelOutputs], [[], modelOutputs]);
    });
  });
}
