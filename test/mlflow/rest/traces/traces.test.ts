import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fakeServer, json, openFake, version } from "../fakeServer.ts";

const info3 = {
  trace_id: "tr-1",
  trace_location: { type: "MLFLOW_EXPERIMENT", mlflow_experiment: { experiment_id: "7" } },
  request_time: "2026-11-23T16:45:17.097Z",
  execution_duration: "0.025s",
  state: "OK",
  trace_metadata: { "mlflow.trace.session": "s1" },
  tags: { env: "test" },
  assessments: [{ assessment_name: "right", feedback: { value: true } }, { assessment_name: "odd" }],
};
const info2 = {
  request_id: "0a",
  experiment_id: "7",
  timestamp_ms: 5,
  execution_time_ms: 6,
  status: "ERROR",
  request_metadata: [{ key: "m", value: "1" }],
  tags: [{ key: "t", value: "2" }],
};
const spansOf = (start: string) =>
  `{"spans": [{"name": "s", "context": {"span_id": "0x1"}, "start_time": ${start}, "end_time": ${start}, "attributes": {}}]}`;

describe("traces of MLflow 3", () => {
  it("have what can be read, and a problem for the rest", async (test) => {
    const server = await fakeServer(test, {
      ...version("3.17.2"),
      "/api/3.0/mlflow/traces/search": () => ({ traces: [info3, {}, { trace_id: "tr-2" }], next_page_token: "n" }),
    });
    const { traces, nextPageToken } = await (await openFake(test, server.url)).searchTraces({ locations: ["7"] });
    const [first, second] = traces;
    assert.deepEqual([traces.length, nextPageToken], [2, "n"]);
    assert.deepEqual(
      [first?.traceId, first?.experimentId, first?.timestampMs, first?.executionTimeMs, first?.metadata, first?.tags],
      ["tr-1", "7", Date.UTC(2026, 10, 23, 16, 45, 17, 97), 25, { "mlflow.trace.session": "s1" }, { env: "test" }],
    );
    assert.deepEqual(
      first?.assessments.map(({ name, value }) => [name, value]),
      [["right", true]],
    );
    assert.match(first?.problems?.[0] ?? "", /assessment cannot be read/);
    assert.match(second?.problems?.[0] ?? "", /request_time/);
  });

  it("keep the nanoseconds of spans", async (test) => {
    const server = await fakeServer(test, {
      ...version("3.17.2"),
      "/api/3.0/mlflow/traces/tr-1": () => ({ trace: { trace_info: info3 } }),
      "/ajax-api/2.0/mlflow/get-trace-artifact": (_, response) => void response.end(spansOf("1795452317097524455")),
    });
    const { spans } = await (await openFake(test, server.url)).getTrace("tr-1");
    assert.equal(spans[0]?.startNs, 1795452317097524455n);
  });

  it("without spans say why", async (test) => {
    const message = "Trace data not found";
    const server = await fakeServer(test, {
      ...version("3.17.2"),
      "/api/3.0/mlflow/traces/tr-1": () => ({ trace: { trace_info: info3 } }),
      "/ajax-api/2.0/mlflow/get-trace-artifact": (_, response) =>
        json(response, 404, { error_code: "NOT_FOUND", message }),
    });
    const { info, spans } = await (await openFake(test, server.url)).getTrace("tr-1");
    assert.deepEqual(spans, []);
    assert.equal(info.problems?.at(-1), `Its spans cannot be read: ${message}`);
  });
});

describe("traces of MLflow 2", () => {
  it("come from its own endpoints", async (test) => {
    const server = await fakeServer(test, {
      ...version("2.22.5"),
      "/api/2.0/mlflow/traces/0a/info": () => ({ trace_info: info2 }),
      "/api/2.0/mlflow/traces": () => ({ traces: [info2] }),
      "/ajax-api/2.0/mlflow/get-trace-artifact": (_, response) => void response.end(spansOf("5")),
    });
    const store = await openFake(test, server.url);
    const { traces } = await store.searchTraces({ locations: ["7", "8"], filter: "x", maxResults: 3 });
    const { info, spans } = await store.getTrace("0a");
    assert.deepEqual(traces, [info]);
    assert.deepEqual(
      [info.status, info.executionTimeMs, info.metadata, info.tags],
      ["ERROR", 6, { m: "1" }, { t: "2" }],
    );
    assert.equal(spans.length, 1);
    assert.equal(
      server.at("/api/2.0/mlflow/traces")[0]?.url.search,
      "?experiment_ids=7&experiment_ids=8&filter=x&max_results=3",
    );
  });
});

describe("an assessment", () => {
  const endpoint = "/api/3.0/mlflow/traces/tr-1/assessments";

  it("is sent as MLflow's client sends it, a list as JSON text", async (test) => {
    const server = await fakeServer(test, {
      ...version("3.17.2"),
      [endpoint]: ({ body }) => {
        const { assessment } = JSON.parse(body) as { assessment: object };
        return { assessment: { ...assessment, assessment_id: "a-1" } };
      },
    });
    const store = await openFake(test, server.url);
    const logged = await store.logAssessment("tr-1", { name: "wanted", kind: "expectation", value: ["a", 1] });
    assert.deepEqual([logged.assessmentId, logged.value, logged.sourceType], ["a-1", ["a", 1], "HUMAN"]);
    const { assessment } = JSON.parse(server.at(endpoint)[0]?.body ?? "") as { assessment: Record<string, unknown> };
    assert.deepEqual(assessment.expectation, {
      serialized_value: { serialization_format: "JSON_FORMAT", value: '["a", 1]' },
    });
    assert.equal("assessment_id" in assessment, false);
  });

  it("and a tag that MLflow keeps for itself are refused before they are sent", async (test) => {
    const server = await fakeServer(test, version("3.17.2"));
    const store = await openFake(test, server.url);
    const invalid = { errorCode: "INVALID_PARAMETER_VALUE" };
    await assert.rejects(store.logAssessment("tr-1", { name: "n", kind: "expectation", value: undefined }), invalid);
    await assert.rejects(store.logAssessment("tr-1", { name: "n", kind: "feedback", value: { a: [NaN] } }), invalid);
    await assert.rejects(store.setTraceTag("tr-1", "mlflow.artifactLocation", "/etc"), invalid);
    assert.equal(server.received.length, 1);
  });
});
