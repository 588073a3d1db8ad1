import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fileTraces } from "../../../src/mlflow/file/traces.ts";
import { experimentMeta, folderStore } from "./folderStore.ts";

function info(traceId: string, time = "2026-11-23T16:42:02.956Z"): string {
  return `execution_duration_ms: 3\nrequest_time: '${time}'\nstate: OK\ntrace_id: ${traceId}\ntrace_location:\n  mlflow_experiment:\n    experiment_id: '7'\n  type: MLFLOW_EXPERIMENT\n`;
}

const span = `{"spans": [{"span_id": "WWWNKAnLP8M=", "parent_span_id": null, "name": "answer", "start_time_unix_nano": 1795452124290123456,
  "end_time_unix_nano": null, "status": {"code": "STATUS_CODE_OK"}, "attributes": {}, "events": []}]}`;

const tracesOf = (files: Record<string, string>) =>
  fileTraces(
    folderStore({
      "7/meta.yaml": experimentMeta("7", "seven"),
      ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`7/traces/${path}`, text])),
    }),
  );

const one = {
  "tr-1/trace_info.yaml": info("tr-1"),
  "tr-1/tags/mlflow.traceName": "answer",
  "tr-1/tags/mlflow.artifactLocation": "file:///gone/mlruns/7/traces/tr-1/artifacts",
  "tr-1/request_metadata/mlflow.traceInputs": '{"q": 1}',
  "tr-1/artifacts/traces.json": span,
};

test("a trace of a moved store has its spans, tags, metadata and previews", async () => {
  const { info: got, spans } = await tracesOf(one).getTrace("tr-1");
  assert.deepEqual([got.experimentId, got.status, got.timestampMs, got.executionTimeMs], ["7", "OK", 1795452122956, 3]);
  assert.equal(got.tags["mlflow.traceName"], "answer");
  assert.equal(got.requestPreview, '{"q": 1}');
  assert.deepEqual(
    spans.map(({ name, startNs }) => [name, startNs]),
    [["answer", 1795452124290123456n]],
  );
  assert.equal(got.problems, undefined);
});

describe("an assessment's value keeps its type", () => {
  const cases: [yaml: string, value: unknown][] = [
    ["true", true],
    ["'true'", "true"],
    ["1.0", 1],
    ["'1.0'", "1.0"],
    ["null", null],
    ["plain words", "plain words"],
    ["y", "y"],
    ["1.5e3", "1.5e3"],
    ["1.5e+16", 1.5e16],
    [".nan", NaN],
    ["-12", -12],
    ["off", false],
    ["'ls\u2028    x'", "ls\u2028x"],
    ["\n  - 1.0\n  - a: yes it is", [1, { a: "yes it is" }]],
  ];
  for (const [yaml, value] of cases) {
    test(JSON.stringify(yaml), async () => {
      const text = `assessment_id: a-1\nassessment_name: ok\ncreate_time: '2026-11-23T16:42:02Z'\nfeedback:\n  value: ${yaml}\nlast_update_time: '2026-11-23T16:42:02Z'\nsource:\n  source_id: ada\n  source_type: HUMAN\nvalid: true\n`;
      const { info: got } = await tracesOf({ ...one, "tr-1/assessments/a-1.yaml": text }).getTrace("tr-1");
      assert.equal(got.problems, undefined);
      assert.deepEqual(
        got.assessments.map((assessment) => [assessment.value, assessment.sourceId]),
        [[value, "ada"]],
      );
    });
  }
});

describe("damage is a problem of the trace, and all others are listed", () => {
  const cases: [what: string, files: Record<string, string>, problem: RegExp][] = [
    ["no YAML", { "tr-2/trace_info.yaml": "a: [" }, /trace_info.yaml is not YAML/],
    ["an empty file", { "tr-2/trace_info.yaml": "" }, /trace_info.yaml is empty/],
    ["no time", { "tr-2/trace_info.yaml": "trace_id: tr-2\n" }, /It has no request_time/],
    ["another id", { "tr-2/trace_info.yaml": info("tr-9") }, /names another trace, tr-9/],
    [
      "an assessment that is none",
      { "tr-2/trace_info.yaml": info("tr-2"), "tr-2/assessments/a.yaml": "x: 1" },
      /The assessment a.yaml is damaged/,
    ],
  ];
  for (const [what, files, problem] of cases) {
    test(what, async () => {
      const { traces } = await tracesOf({ ...one, ...files }).searchTraces({ locations: ["7"] });
      assert.deepEqual(traces.map(({ traceId }) => traceId).sort(), ["tr-1", "tr-2"]);
      assert.match(traces.find(({ traceId }) => traceId === "tr-2")?.problems?.join() ?? "", problem);
    });
  }

  for (const [what, file] of [
    ["that are not there", { "tr-1/artifacts/traces.json": undefined }],
    ["that are no JSON", { "tr-1/artifacts/traces.json": "{" }],
  ] as const) {
    test(`spans ${what}`, async () => {
      const files = Object.entries({ ...one, ...file }).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
      );
      const { info: got, spans } = await tracesOf(Object.fromEntries(files)).getTrace("tr-1");
      assert.deepEqual(spans, []);
      assert.match(got.problems?.join() ?? "", /^Its spans could not be read: /);
    });
  }
});

test("a search filters by tags and metadata, newest first", async () => {
  const traces = tracesOf({
    ...one,
    "tr-2/trace_info.yaml": info("tr-2", "2026-11-24T16:42:02Z"),
    "tr-2/tags/mlflow.traceName": "answer",
    "tr-2/request_metadata/mlflow.trace.session": "s1",
    "tr-3/trace_info.yaml": info("tr-3", "2026-11-22T16:42:02Z"),
    "not a trace/x": "",
  });
  const idsOf = async (filter?: string) =>
    (await traces.searchTraces({ locations: ["7"], filter })).traces.map(({ traceId }) => traceId);
  assert.deepEqual(await idsOf(), ["tr-2", "tr-1", "tr-3"]);
  assert.deepEqual(await idsOf("name = 'answer'"), ["tr-2", "tr-1"]);
  assert.deepEqual(await idsOf("metadata.`mlflow.trace.session` = 's1'"), ["tr-2"]);
});

test("an experiment or trace that is not there is told in MLflow's words", async () => {
  const traces = tracesOf(one);
  await assert.rejects(traces.searchTraces({ locations: ["8"] }), {
    errorCode: "RESOURCE_DOES_NOT_EXIST",
    message: "Experiment 8 does not exist.",
  });
  for (const traceId of ["tr-9", "..", ""]) {
    await assert.rejects(traces.getTrace(traceId), {
      errorCode: "RESOURCE_DOES_NOT_EXIST",
      message: `Trace with ID '${traceId}' not found`,
    });
  }
});
