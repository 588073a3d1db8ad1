import type { Span, SpanEvent } from "./entities.ts";
import { loads } from "./pythonJson.ts";

// Spans in the forms that MLflow 2 and 3 write (`mlflow/entities/span.py`): `traces.json`, `spans.content`, REST.

type Fields = Record<string, unknown>;

/** Times in nanoseconds lie beyond what a JavaScript number holds exactly. */
const timeKeys: ReadonlySet<string> = new Set([
  "start_time_unix_nano",
  "end_time_unix_nano",
  "time_unix_nano",
  "start_time",
  "end_time",
  "timestamp",
]);

/**
 * Spans of a `traces.json`, in its order.
 *
 * @throws SyntaxError where it is not JSON; Error in words where a span has no id or no time
 */
export function decodeTraceData(json: string): Span[] {
  const { spans } = fields(parseSpanJson(json));
  return Array.isArray(spans) ? spans.map(decodeSpan) : [];
}

/** JSON with the times of spans as `bigint`, where they are too large for a number. */
export function parseSpanJson(json: string): unknown {
  const revive = (key: string, value: unknown, context?: { source?: string }) =>
    typeof value === "number" &&
    !Number.isSafeInteger(value) &&
    timeKeys.has(key) &&
    /^\d+$/.test(context?.source ?? "")
      ? BigInt(context?.source ?? "")
      : value;
  try {
    return JSON.parse(json, revive);
  } catch (error) {
    // Python's NaN outside of the attributes' own JSON; then the times are cut to what a number holds.
    if (!/NaN|Infinity/.test(json)) throw error;
    return loads(json);
  }
}

/**
 * One span of `traces.json`, `spans.content` or a REST answer, of MLflow 2 or 3; `data` is what `parseSpanJson` gives.
 *
 * @throws Error in words for the user, where it has no id or no time
 */
export function decodeSpan(data: unknown): Span {
  const span = fields(data);
  const context = fields(span.context);
  const isV2 = span.context !== undefined;
  const spanId = hexId(isV2 ? context.span_id : span.span_id, 16);
  if (spanId === undefined) throw new Error("A span has no id.");
  const startNs = nanoseconds(isV2 ? span.start_time : span.start_time_unix_nano);
  if (startNs === undefined) throw new Error(`The span ${spanId} has no start time.`);
  const status = fields(span.status);
  const attributes = decodeAttributes(span.attributes);
  const type = attributes["mlflow.spanType"];
  return {
    spanId,
    parentId: hexId(isV2 ? span.parent_id : span.parent_span_id, 16),
    name: textOf(span.name) ?? "",
    type: typeof type === "string" ? type : "UNKNOWN",
    status: statusOf(isV2 ? span.status_code : status.code),
    statusMessage: textOf(isV2 ? span.status_message : status.message),
    startNs,
    endNs: nanoseconds(isV2 ? span.end_time : span.end_time_unix_nano),
    inputs: attributes["mlflow.spanInputs"] ?? null,
    outputs: attributes["mlflow.spanOutputs"] ?? null,
    attributes,
    events: Array.isArray(span.events) ? span.events.map(decodeEvent) : [],
  };
}

/**
 * MLflow writes each value as JSON text, once; a plain OTLP sender does not, and its values stay as they are.
 *
 * @param attributes an object, or OTLP's list of `{ key, value: { stringValue | intValue | … } }`
 */
function decodeAttributes(attributes: unknown): Record<string, unknown> {
  const entries: [string, unknown][] = Array.isArray(attributes)
    ? attributes.map((item) => [textOf(fields(item).key) ?? "", otlpValue(fields(item).value)])
    : Object.entries(fields(attributes));
  return Object.fromEntries(entries.map(([key, value]) => [key, decodeAttribute(value)]));
}

function decodeAttribute(value: unknown): unknown {
  if (value === "" || value === null || value === undefined) return null;
  if (typeof value !== "string") return value;
  try {
    return loads(value);
  } catch {
    // Not JSON: a plain text of another sender.
    return value;
  }
}

function otlpValue(value: unknown): unknown {
  const { stringValue, string_value, intValue, int_value, doubleValue, double_value, boolValue, bool_value } =
    fields(value);
  const whole = intValue ?? int_value;
  if (whole !== undefined) return Number(whole);
  return stringValue ?? string_value ?? doubleValue ?? double_value ?? boolValue ?? bool_value ?? null;
}

function decodeEvent(data: unknown): SpanEvent {
  const event = fields(data);
  return {
    name: textOf(event.name) ?? "",
    timestampNs: nanoseconds(event.time_unix_nano ?? event.timestamp) ?? 0n,
    // Other than a span's, an event's attributes are not encoded.
    attributes: { ...fields(event.attributes) },
  };
}

/** `STATUS_CODE_OK` of v3, `OK` of v2, or OTLP's number. */
function statusOf(code: unknown): string {
  if (typeof code === "number") return ["UNSET", "OK", "ERROR"][code] ?? "UNSET";
  return (textOf(code) ?? "UNSET").replace(/^STATUS_CODE_/, "");
}

/**
 * Ids are base64 of their bytes (v3), hexadecimal (v2, 3.5 and databases), in v2 with `0x` before.
 *
 * @param digits how many the hexadecimal form has
 */
export function hexId(id: unknown, digits: number): string | undefined {
  if (typeof id !== "string" || id === "") return undefined;
  const plain = id.replace(/^0x/i, "");
  if (/^[0-9a-f]+$/i.test(plain) && plain.length === digits) return plain.toLowerCase();
  const bytes = Buffer.from(id, "base64");
  if (bytes.length === digits / 2) return bytes.toString("hex");
  return /^[0-9a-f]+$/i.test(plain) ? plain.toLowerCase().padStart(digits, "0") : id;
}

function nanoseconds(value: unknown): bigint | undefined {
  if (typeof value === "bigint") return value === 0n ? undefined : value;
  if (typeof value === "number" && Number.isFinite(value) && value !== 0) return BigInt(Math.trunc(value));
  return typeof value === "string" && /^\d+$/.test(value) && value !== "0" ? BigInt(value) : undefined;
}

function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
