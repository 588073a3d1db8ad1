import type { ModelStage } from "../../mlflow/entities.ts";

// MLflow keeps no history, so each change made here leaves a tag of its own on what it changed: the only place that every
// client of every store sees. Key `stage.history.20261123T180700123Z-3fa9`, value JSON; written first as intended, its
// outcome under `….done`, since the change and its record are not one transaction. Whoever may write tags may alter it.

/** What a change is, from and to; absent means: there was, or will be, none. */
export type Change =
  | { action: "stage"; from: ModelStage; to: ModelStage }
  | { action: "alias"; alias: string; from?: string; to?: string }
  | { action: "description"; from: string; to: string }
  | { action: "tag"; key: string; from?: string; to?: string }
  | { action: "name"; from: string; to: string };

/** A rule for promotions, and whether the version met it. */
export interface RecordedCheck {
  name: string;
  passed: boolean;
}

export interface Intent {
  by: string;
  change: Change;
  why?: string;
  validatedBy?: string;
  checks?: RecordedCheck[];
  /** The version that took this one's place, where that archived it. */
  replacedBy?: string;
  /** Where the version stood, and since when it was unchanged: what a change of its description would hide. */
  seen?: Seen;
}

export interface Seen {
  stage: ModelStage;
  changedAt?: number;
}

export interface HistoryRecord extends Intent {
  /** The tag's key: unique, and in the order of time. */
  key: string;
  /** When it was intended; milliseconds since 1970. */
  at: number;
  /** `unknown` where nobody wrote how it ended. */
  outcome: "done" | "failed" | "unknown";
  /** When its outcome was written. */
  endedAt?: number;
  error?: string;
}

export const historyPrefix = "stage.history.";
const doneSuffix = ".done";

const maxReason = 4_000;
const maxText = 500;
const maxName = 200;
const maxChecks = 20;
/** What MLflow 1 and 2 take as the value of a tag. */
const maxValue = 5_000;
/** Beyond these records of one thing the oldest are not read. */
const maxRecords = 10_000;

/** @param random 0 to 65,535, so that two clients in the same millisecond have two keys */
export function historyKey(at: number, random: number): string {
  const time = new Date(at).toISOString().replaceAll(/[-:.]/g, "");
  return `${historyPrefix}${time}-${random.toString(16).padStart(4, "0")}`;
}

export function doneKey(key: string): string {
  return key + doneSuffix;
}

export function isHistoryTag(key: string): boolean {
  return key.startsWith(historyPrefix);
}

/** A text as records keep it. */
export function recordedText(text: string): string {
  return cut(text, maxText);
}

/** The value of a record's tag. Long texts are cut, until it is what every MLflow takes. */
export function encodeIntent({ by, change, why, validatedBy, checks, replacedBy, seen }: Intent): string {
  const shortened = Object.fromEntries(
    Object.entries(change).flatMap(([name, value]: [string, string | undefined]) =>
      value === undefined ? [] : [[name, recordedText(value)]],
    ),
  );
  const encode = (reason: string | undefined) =>
    JSON.stringify({
      by: cut(by, maxName),
      ...shortened,
      why: reason,
      validatedBy: validatedBy && cut(validatedBy, maxName),
      checks: checks?.slice(0, maxChecks).map(({ name, passed }) => ({ name: cut(name, 80), passed })),
      replacedBy,
      seen,
    });
  let length = maxReason;
  let text = encode(why && cut(why, length));
  // What JSON escapes is longer than it was.
  while ([...text].length > maxValue && length > 0) {
    length -= 200;
    text = encode(why && cut(why, length));
  }
  return text;
}

export function encodeOutcome(at: number, error?: string): string {
  return JSON.stringify({ at, error: error === undefined ? undefined : cut(error, maxText) });
}

/** The records among some tags, oldest first. What others wrote under such a key is not taken for one. */
export function recordsOf(tags: Readonly<Record<string, string>>): HistoryRecord[] {
  return Object.keys(tags)
    .filter((key) => isHistoryTag(key) && !key.endsWith(doneSuffix))
    .sort()
    .slice(-maxRecords)
    .flatMap((key) => decodeRecord(key, tags[key] ?? "", tags[doneKey(key)]) ?? []);
}

const keyPattern = /^stage\.history\.(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z-[0-9a-f]{4}$/;

function decodeRecord(key: string, value: string, outcome: string | undefined): HistoryRecord | undefined {
  const parts = keyPattern.exec(key);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second, ms] = parts;
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`);
  const fields = jsonObject(value);
  const change = fields && decodeChange(fields);
  if (Number.isNaN(at) || fields === undefined || change === undefined) return undefined;
  return {
    key,
    at,
    by: text(fields.by) ?? "",
    change,
    why: text(fields.why),
    validatedBy: text(fields.validatedBy),
    checks: decodeChecks(fields.checks),
    replacedBy: text(fields.replacedBy),
    seen: decodeSeen(fields.seen),
    ...decodeOutcome(outcome),
  };
}

function decodeOutcome(value: string | undefined): Pick<HistoryRecord, "outcome" | "endedAt" | "error"> {
  const fields = value === undefined ? undefined : jsonObject(value);
  if (fields === undefined) return { outcome: "unknown" };
  const error = text(fields.error);
  const endedAt = typeof fields.at === "number" && Number.isFinite(fields.at) ? fields.at : undefined;
  return { outcome: error === undefined ? "done" : "failed", endedAt, error };
}

const stages: readonly unknown[] = ["None", "Staging", "Production", "Archived"];

function decodeChange(fields: Record<string, unknown>): Change | undefined {
  const [from, to] = [text(fields.from), text(fields.to)];
  switch (fields.action) {
    case "stage":
      if (!stages.includes(from) || !stages.includes(to)) return undefined;
      return { action: "stage", from: from as ModelStage, to: to as ModelStage };
    case "alias":
      return typeof fields.alias === "string" ? { action: "alias", alias: fields.alias, from, to } : undefined;
    case "tag":
      return typeof fields.key === "string" ? { action: "tag", key: fields.key, from, to } : undefined;
    case "description":
    case "name":
      return { action: fields.action, from: from ?? "", to: to ?? "" };
    default:
      return undefined;
  }
}

function decodeSeen(value: unknown): Seen | undefined {
  const { stage, changedAt } = (value ?? {}) as { stage?: unknown; changedAt?: unknown };
  if (!stages.includes(stage)) return undefined;
  return { stage: stage as ModelStage, changedAt: typeof changedAt === "number" ? changedAt : undefined };
}

function decodeChecks(value: unknown): RecordedCheck[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const checks = value.slice(0, maxChecks).flatMap((each: unknown) => {
    const { name, passed } = (each ?? {}) as { name?: unknown; passed?: unknown };
    return typeof name === "string" ? [{ name, passed: passed === true }] : [];
  });
  return checks.length === 0 ? undefined : checks;
}

function jsonObject(value: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    // A tag of somebody else's under our name.
    return undefined;
  }
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** By code points, so that no character is halved. */
function cut(value: string, length: number): string {
  if (value.length <= length) return value;
  const points = [...value];
  return points.length > length ? `${points.slice(0, length - 1).join("")}…` : value;
}
