import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Answering, fakeServer, openFake, version } from "../fakeServer.ts";

const whole = "/api/2.0/mlflow/metrics/get-history";
const sampled = `${whole}-bulk-interval`;
const point = (step: number, value: number | string, more = {}) => ({
  key: "m",
  step,
  timestamp: step,
  value,
  ...more,
});

/** Pages of points as MLflow gives them. */
function history(count: number): Answering {
  return ({ url }) => {
    const token = url.searchParams.get("page_token");
    const size = Number(url.searchParams.get("max_results"));
    const { offset } = JSON.parse(token === null ? '{"offset":0}' : Buffer.from(token, "base64").toString()) as {
      offset: number;
    };
    const metrics = Array.from({ length: Math.min(size, count - offset) }, (_, i) => point(offset + i, offset + i));
    const isEnd = offset + size >= count;
    const next = Buffer.from(`{"offset": ${offset + size}}`).toString("base64");
    return isEnd ? { metrics } : { metrics, next_page_token: next };
  };
}

describe("a history", () => {
  it("comes whole over pages, in the server's order", async (test) => {
    const server = await fakeServer(test, { ...version("3.17.2"), [whole]: history(60_001) });
    const { steps, values } = await (await openFake(test, server.url)).getMetricHistory("r", "m");
    assert.equal(steps.length, 60_001);
    assert.ok(steps.every((step, index) => step === index && values[index] === index));
  });

  it("holds NaN and infinities, and 0 for what is left out", async (test) => {
    const metrics = [
      { key: "m", value: "NaN" },
      point(1, "Infinity"),
      point(2, "-Infinity"),
      { value: 1e-7, step: "3" },
    ];
    const server = await fakeServer(test, { ...version("2.22.5"), [whole]: () => ({ metrics }) });
    assert.deepEqual(await (await openFake(test, server.url)).getMetricHistory("r", "m"), {
      steps: Float64Array.of(0, 1, 2, 3),
      timestamps: Float64Array.of(0, 1, 2, 0),
      values: Float64Array.of(NaN, Infinity, -Infinity, 1e-7),
    });
  });
});

describe("many histories", () => {
  const samples = (count: number): Answering => {
    return ({ url }) => ({
      metrics: url.searchParams
        .getAll("run_ids")
        .filter((runId) => runId !== "none")
        .flatMap((runId) => Array.from({ length: count }, (_, i) => point(i, i % 7, { run_id: runId }))),
    });
  };

  it("are asked for in few requests, and thinned", async (test) => {
    const server = await fakeServer(test, { ...version("3.17.2"), [sampled]: samples(100), [whole]: history(0) });
    const store = await openFake(test, server.url);
    const histories = await store.getMetricHistories(["b", "none", "a"], ["m", "n"], { buckets: 2, startStep: 5 });
    assert.deepEqual(
      histories.map(({ runId, key, total, isSketch }) => [runId, key, total, isSketch]),
      [
        ["b", "m", 95, undefined],
        ["b", "n", 95, undefined],
        ["a", "m", 95, undefined],
        ["a", "n", 95, undefined],
      ],
    );
    assert.deepEqual([...(histories[0]?.steps ?? [])], [6, 7, 55, 56]);
    assert.equal(server.at(sampled).length, 2);
    // MLflow 2 takes one bound alone for a mistake, and none at all for 0.
    const { searchParams } = server.at(sampled)[0]?.url ?? assert.fail();
    assert.deepEqual([searchParams.get("start_step"), searchParams.get("end_step")], ["5", "9007199254740991"]);
  });

  it("are asked for run by run of servers that take their samples of all runs together", async (test) => {
    const server = await fakeServer(test, { ...version("2.22.5"), [sampled]: samples(10) });
    await (await openFake(test, server.url)).getMetricHistories(["a", "b", "c"], ["m"], { buckets: 2 });
    assert.equal(server.at(sampled).length, 3);
  });

  it("of which the samples are not all are a sketch, or are read whole", async (test) => {
    const routes = { ...version("3.17.2"), [sampled]: samples(2_500), [whole]: history(30_000) };
    const store = await openFake(test, (await fakeServer(test, routes)).url);
    const [sketch] = await store.getMetricHistories(["r"], ["m"], { buckets: 10, sketch: true });
    assert.deepEqual([sketch?.isSketch, sketch?.total], [true, 2_500]);
    const [exact] = await store.getMetricHistories(["r"], ["m"], { buckets: 10 });
    assert.deepEqual([exact?.isSketch, exact?.total, exact?.values.at(-1)], [undefined, 30_000, 29_999]);
  });

  it("are read whole where the server takes no samples: MLflow 1", async (test) => {
    const server = await fakeServer(test, { ...version("none"), [whole]: history(5) });
    const [all] = await (await openFake(test, server.url)).getMetricHistories(["r"], ["m"], { buckets: 1, endStep: 3 });
    assert.deepEqual([all?.total, [...(all?.steps ?? [])]], [4, [0, 3]]);
  });
});
