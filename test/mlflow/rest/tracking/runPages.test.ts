import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type FakeRun, searchRuns } from "../fakeRuns.ts";
import { type Answering, fakeServer, openFake, version } from "../fakeServer.ts";

const path = "/api/2.0/mlflow/runs/search";
const many = (count: number): FakeRun[] => Array.from({ length: count }, (_, i) => ({ id: `r${i}` }));
const idColumn = { experimentIds: ["1"], columns: ["attributes.run_id"] };

describe("the first rows", () => {
  it("cost one request, and a table says that there are more", async (test) => {
    const server = await fakeServer(test, { ...version("2.22.0"), [path]: searchRuns(many(5_000)) });
    const store = await openFake(test, server.url);
    const { runs, nextPageToken } = await store.searchRuns({ experimentIds: ["1"], maxResults: 100 });
    assert.deepEqual([runs.length, runs[99]?.runId, typeof nextPageToken], [100, "r99", "string"]);
    const next = await store.searchRuns({ experimentIds: ["1"], maxResults: 100, pageToken: nextPageToken });
    assert.equal(next.runs[0]?.runId, "r100");
    const table = await store.runTable({ ...idColumn, limit: 100 });
    assert.deepEqual([table.total, table.isLowerBound], [101, true]);
    assert.equal(server.at(path).length, 3);
  });

  it("of few runs come with their number", async (test) => {
    const server = await fakeServer(test, { ...version("2.22.0"), [path]: searchRuns(many(3)) });
    const table = await (await openFake(test, server.url)).runTable({ ...idColumn, limit: 100 });
    assert.deepEqual(table, {
      total: 3,
      columns: [{ kind: "text", dictionary: ["r0", "r1", "r2"], codes: Int32Array.of(0, 1, 2) }],
    });
    assert.equal(server.at(path).length, 1);
  });
});

describe("all runs", () => {
  for (const opaqueTokens of [false, true]) {
    it(`come in order over pages, with ${opaqueTokens ? "tokens of another kind" : "MLflow's tokens"}`, async (test) => {
      const server = await fakeServer(test, {
        ...version("2.22.0"),
        [path]: searchRuns(many(2_345), { opaqueTokens }),
      });
      const store = await openFake(test, server.url);
      const { total, columns } = await store.runTable(idColumn);
      assert.equal(total, 2_345);
      const [ids] = columns;
      assert.deepEqual(
        ids?.kind === "text" && ids.dictionary,
        many(2_345).map(({ id }) => id),
      );
      const part = await store.runTable({ ...idColumn, offset: 1_990, limit: 20 });
      assert.deepEqual(part.columns[0]?.kind === "text" && part.columns[0].dictionary[0], "r1990");
    });

    it(`are counted, with ${opaqueTokens ? "tokens of another kind" : "MLflow's tokens"}`, async (test) => {
      for (const count of [0, 1, 2, 99, 100, 101, 2_500, 20_001]) {
        if (opaqueTokens && count > 3_000) continue;
        const server = await fakeServer(test, { ...version("3.1"), [path]: searchRuns(many(count), { opaqueTokens }) });
        const store = await openFake(test, server.url);
        assert.equal(await store.countRuns({ experimentIds: ["1"] }), count);
        assert.equal(await store.countRuns({ experimentIds: ["1"] }), count);
      }
    });
  }

  it("are counted without being read", async (test) => {
    const runs = many(10_000);
    const server = await fakeServer(test, { ...version("2.22.0"), [path]: searchRuns(runs) });
    const store = await openFake(test, server.url);
    assert.equal(await store.countRuns({ experimentIds: ["1"] }), 10_000);
    const sizes = server.at(path).map(({ body }) => (JSON.parse(body) as { max_results: number }).max_results);
    assert.deepEqual([sizes[0], Math.max(...sizes.slice(1))], [100, 1]);
    const before = sizes.length;
    runs.push({ id: "new" });
    assert.equal(await store.countRuns({ experimentIds: ["1"] }), 10_001);
    assert.ok(server.at(path).length - before < before);
  });

  it("end where a server refuses the token that it gave after the last full page", async (test) => {
    const fastTrack: Answering = ({ body }, response) => {
      const { page_token: token } = JSON.parse(body) as { page_token?: string };
      if (token === undefined) {
        const runs = many(1_000).map(({ id }) => ({ info: { run_id: id, experiment_id: "1", status: "FINISHED" } }));
        return { runs, next_page_token: "eyJvZmZz" };
      }
      const message = "invalid page_token 'eyJvZmZz': unexpected EOF";
      response.writeHead(400).end(JSON.stringify({ error_code: "INVALID_PARAMETER_VALUE", message }));
      return undefined;
    };
    const server = await fakeServer(test, { ...version("0.6.0"), [path]: fastTrack });
    assert.equal((await (await openFake(test, server.url)).runTable(idColumn)).total, 1_000);
  });
});

describe("columns", () => {
  it("hold numbers, texts and what is missing, by keys with any characters", async (test) => {
    const run = (id: string, data: object, info = {}) => ({
      info: { run_id: id, experiment_id: "1", status: "FINISHED", ...info },
      data,
    });
    const server = await fakeServer(test, {
      ...version("3.17.2"),
      [path]: () => ({
        runs: [
          run(
            "a",
            { metrics: [{ key: "m.x y", value: "NaN" }], params: [{ key: "__proto__", value: "p" }] },
            { start_time: 7 },
          ),
          run("b", { metrics: [{ key: "m.x y", value: "-Infinity" }], tags: [{ key: "t" }] }, { status: "ODD" }),
        ],
      }),
    });
    const store = await openFake(test, server.url);
    const columns = [
      "metrics.m.x y",
      "params.__proto__",
      "tags.t",
      "attributes.start_time",
      "attributes.problems",
      "odd.x",
    ];
    const table = await store.runTable({ experimentIds: ["1"], columns });
    assert.deepEqual(table.columns, [
      { kind: "number", values: Float64Array.of(NaN, -Infinity), present: Uint8Array.of(1, 1) },
      { kind: "text", dictionary: ["p"], codes: Int32Array.of(0, -1) },
      { kind: "text", dictionary: [""], codes: Int32Array.of(-1, 0) },
      { kind: "number", values: Float64Array.of(7, NaN), present: Uint8Array.of(1, 0) },
      {
        kind: "text",
        dictionary: ["The server answers no status that MLflow knows: 'ODD'."],
        codes: Int32Array.of(-1, 0),
      },
      { kind: "text", dictionary: [], codes: Int32Array.of(-1, -1) },
    ]);
    assert.deepEqual(await store.runColumns({ experimentIds: ["1"] }), {
      metrics: ["m.x y"],
      params: ["__proto__"],
      tags: ["t"],
    });
  });
});
