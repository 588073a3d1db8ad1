import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { decodeSpan, decodeTraceData, hexId, parseSpanJson } from "../../src/mlflow/traceSpans.ts";

/** A span as MLflow 3 writes it into `traces.json`, with the changes given as JSON text. */
function v3(changes: Record<string, string> = {}): string {
  const fields: Record<string, string> = {
    trace_id: '"yOh/o1prNIJBoPsu6/S7OQ=="',
    span_id: '"WWWNKAnLP8M="',
    parent_span_id: "null",
    name: '"answer"',
    start_time_unix_nano: "1795452124290123456",
    end_time_unix_nano: "1795452124290123999",
    status: '{"message": "", "code": "STATUS_CODE_OK"}',
    attributes: '{"mlflow.spanType": "\\"CHAIN\\"", "mlflow.spanInputs": "{\\"q\\": 1}"}',
    events: "[]",
    ...changes,
  };
  return `{${Object.entries(fields)
    .map(([key, value]) => `"${key}": ${value}`)
    .join(", ")}}`;
}

const spanOf = (json: string) => decodeSpan(parseSpanJson(json));

test("a span of MLflow 3 has ids in hexadecimal, exact times and decoded attributes", () => {
  assert.deepEqual(spanOf(v3({ parent_span_id: '"AAAAAAAAAAE="' })), {
    spanId: "59658d2809cb3fc3",
    parentId: "0000000000000001",
    name: "answer",
    type: "CHAIN",
    status: "OK",
    statusMessage: undefined,
    startNs: 1795452124290123456n,
    endNs: 1795452124290123999n,
    inputs: { q: 1 },
    outputs: null,
    attributes: { "mlflow.spanType": "CHAIN", "mlflow.spanInputs": { q: 1 } },
    events: [],
  });
});

test("a span of MLflow 2 reads the same", () => {
  const json = `{"name": "answer", "context": {"span_id": "0x59658d2809cb3fc3", "trace_id": "0x${"1".repeat(32)}"},
    "parent_id": "0x1", "start_time": 1795452124290123456, "end_time": 1795452124290123999, "status_code": "ERROR",
    "status_message": "it failed", "attributes": {"mlflow.spanType": "\\"TOOL\\""},
    "events": [{"name": "exception", "timestamp": 1795452124290123500, "attributes": {"exception.type": "ValueError"}}]}`;
  const span = spanOf(json);
  assert.deepEqual(
    { ...span, attributes: undefined },
    {
      spanId: "59658d2809cb3fc3",
      parentId: "0000000000000001",
      name: "answer",
      type: "TOOL",
      status: "ERROR",
      statusMessage: "it failed",
      startNs: 1795452124290123456n,
      endNs: 1795452124290123999n,
      inputs: null,
      outputs: null,
      attributes: undefined,
      events: [
        { name: "exception", timestampNs: 1795452124290123500n, attributes: { "exception.type": "ValueError" } },
      ],
    },
  );
});

describe("an attribute is decoded once, and kept where it is no JSON", () => {
  const cases: [raw: string, value: unknown][] = [
    ['"{\\"a\\": [1, null]}"', { a: [1, null] }],
    ['"[1.5, NaN, -Infinity, \\"NaN\\"]"', [1.5, NaN, -Infinity, "NaN"]],
    ['"\\"[{\\\\\\"name\\\\\\": 1}]\\""', '[{"name": 1}]'],
    ['"plain words"', "plain words"],
    ["5", 5],
    ["true", true],
    ['""', null],
    ["null", null],
  ];
  for (const [raw, value] of cases) {
    test(raw, () => assert.deepEqual(spanOf(v3({ attributes: `{"key": ${raw}}` })).attributes.key, value));
  }
});

test("a status is told in one word, whoever wrote it", () => {
  for (const [code, status] of [
    ['"STATUS_CODE_ERROR"', "ERROR"],
    ['"OK"', "OK"],
    ["2", "ERROR"],
    ["0", "UNSET"],
    ["null", "UNSET"],
  ] as const) {
    assert.equal(spanOf(v3({ status: `{"code": ${code}}` })).status, status);
  }
});

test("a span that has not ended has no end, one without a type is UNKNOWN", () => {
  const span = spanOf(v3({ end_time_unix_nano: "null", attributes: "{}" }));
  assert.equal(span.endNs, undefined);
  assert.equal(span.type, "UNKNOWN");
});

test("OTLP's own forms are read: ids in hexadecimal, times as text, attributes as a list", () => {
  const span = spanOf(
    v3({
      span_id: '"59658D2809CB3FC3"',
      start_time_unix_nano: '"1795452124290123456"',
      attributes: '[{"key": "model", "value": {"stringValue": "gpt"}}, {"key": "n", "value": {"intValue": "3"}}]',
    }),
  );
  assert.equal(span.spanId, "59658d2809cb3fc3");
  assert.equal(span.startNs, 1795452124290123456n);
  assert.deepEqual(span.attributes, { model: "gpt", n: 3 });
});

test("only the times of spans become bigint", () => {
  const data = parseSpanJson('{"a": 12345678901234567890, "start_time": 5, "time_unix_nano": 12345678901234567890}');
  assert.deepEqual(data, { a: Number("12345678901234567890"), start_time: 5, time_unix_nano: 12345678901234567890n });
});

test("traces.json gives its spans in order; what is none is refused", () => {
  const json = `{"spans": [${v3({ name: '"b"' })}, ${v3({ name: '"a"' })}]}`;
  assert.deepEqual(
    decodeTraceData(json).map(({ name }) => name),
    ["b", "a"],
  );
  assert.deepEqual(decodeTraceData("{}"), []);
  assert.throws(() => decodeTraceData("{"), SyntaxError);
  assert.throws(() => decodeTraceData('{"spans": [5]}'), /A span has no id/);
  assert.throws(() => decodeTraceData(`{"spans": [${v3({ start_time_unix_nano: "null" })}]}`), /no start time/);
});

test("hexId tells base64 from hexadecimal by the length", () => {
  // Eight hexadecimal digits are base64 too, but not of eight bytes.
  assert.equal(hexId("AAAAAAAAAAE=", 16), "0000000000000001");
  assert.equal(hexId("00000000000000ab", 16), "00000000000000ab");
  assert.equal(hexId("0xab", 16), "00000000000000ab");
  assert.equal(hexId("", 16), undefined);
  assert.equal(hexId(null, 16), undefined);
});
