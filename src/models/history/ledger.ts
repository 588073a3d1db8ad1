import type { ModelStage, ModelVersion, RegisteredModel } from "../../mlflow/entities.ts";
import { recordedText, recordsOf, type Change, type HistoryRecord, type RecordedCheck } from "./record.ts";

/** One line of a model's history. */
export interface LedgerEntry {
  /** Unique within the ledger. */
  id: string;
  /** Absent for what concerns the model as a whole. */
  version?: string;
  change: Change | { action: "created"; source?: string };
  /** When it happened; for what happened elsewhere the latest moment at which it may have. */
  at?: number;
  /** For what happened elsewhere: the earliest moment. */
  notBefore?: number;
  /** Nobody knows who does something elsewhere. */
  by?: string;
  why?: string;
  validatedBy?: string;
  checks?: RecordedCheck[];
  replacedBy?: string;
  outcome: HistoryRecord["outcome"];
  error?: string;
  /** Not recorded by anybody, but seen: what was there later does not follow from the records. */
  isElsewhere: boolean;
}

/**
 * What happened to a model and its versions, newest first: the records in their tags, and between them what must have
 * happened elsewhere, because the records do not lead to one another or to what is there now.
 */
export function buildLedger(model: RegisteredModel, versions: readonly ModelVersion[]): LedgerEntry[] {
  const entries = versions.flatMap((version) => [
    created(version),
    ...stageEntries(version),
    ...textEntries(version, version.version),
  ]);
  return [...entries, ...aliasEntries(model, versions), ...textEntries(model, undefined)].sort(
    (a, b) => timeOf(b) - timeOf(a) || (b.id < a.id ? -1 : 1),
  );
}

function timeOf({ at, notBefore }: LedgerEntry): number {
  return at ?? notBefore ?? 0;
}

function entryOf(record: HistoryRecord, version: string | undefined): LedgerEntry {
  return { ...record, id: `${version ?? ""}/${record.key}`, version, isElsewhere: false };
}

function created(version: ModelVersion): LedgerEntry {
  return {
    id: `${version.version}/created`,
    version: version.version,
    change: { action: "created", source: version.source },
    at: version.creationTimestamp,
    by: version.userId,
    outcome: "done",
    isElsewhere: false,
  };
}

function stageEntries(version: ModelVersion): LedgerEntry[] {
  const records = recordsOf(version.tags).filter(({ change }) => change.action === "stage");
  const elsewhere = (from: ModelStage, to: ModelStage, notBefore?: number, at?: number): LedgerEntry => ({
    id: `${version.version}/elsewhere/${notBefore ?? 0}/stage`,
    version: version.version,
    change: { action: "stage", from, to },
    at: at === undefined ? undefined : Math.max(at, notBefore ?? at),
    notBefore,
    outcome: "done",
    isElsewhere: true,
  });
  const entries: LedgerEntry[] = [];
  let stage: ModelStage = "None";
  let since = version.creationTimestamp;
  for (const [index, record] of records.entries()) {
    const change = record.change as Extract<Change, { action: "stage" }>;
    entries.push(entryOf(record, version.version));
    if (!tookPlace(record, index === records.length - 1, change.to, version.currentStage)) continue;
    // Two clients at once both start from the same stage: the later one began before the earlier one had ended.
    const isConcurrent = since !== undefined && record.at <= since;
    if (change.from !== stage && !isConcurrent)
      entries.push(elsewhere(stage, change.from, since, record.seen?.changedAt ?? record.at));
    stage = change.to;
    since = record.endedAt ?? record.at;
  }
  if (stage !== version.currentStage) {
    entries.push(elsewhere(stage, version.currentStage, since, lastMoved(version, since)));
  }
  return entries;
}

/** What descriptions, tags and names were changed: of a version, or of the model as a whole. */
function textEntries(holder: ModelVersion | RegisteredModel, version: string | undefined): LedgerEntry[] {
  const records = recordsOf(holder.tags).filter(({ change }) => change.action !== "stage" && change.action !== "alias");
  const things = Map.groupBy(records, ({ change }) => (change.action === "tag" ? `tag ${change.key}` : change.action));
  return [...things].flatMap(([thing, all]) => [
    ...all.map((record) => entryOf(record, version)),
    ...(thing === "name" ? [] : textsElsewhere(thing, all, holder, version)),
  ]);
}

/** Between records of one text: what a later one found, or is there now, is not what the one before it left. */
function textsElsewhere(
  thing: string,
  records: readonly HistoryRecord[],
  { description, tags, lastUpdatedTimestamp }: ModelVersion | RegisteredModel,
  version: string | undefined,
): LedgerEntry[] {
  const [first] = records;
  const key = first?.change.action === "tag" ? first.change.key : undefined;
  const now = recorded(key === undefined ? description : Object.hasOwn(tags, key) ? tags[key] : undefined);
  const entries: LedgerEntry[] = [];
  let left: { text: string; at: number } | undefined;
  const see = (text: string, at: number | undefined) => {
    // Before the first record nobody looked. Two clients at once both start from the same text.
    if (left === undefined || text === left.text || (at !== undefined && at <= left.at)) return;
    const [from, to] = [left.text, text];
    entries.push({
      id: `${version ?? ""}/elsewhere/${left.at}/${thing}`,
      version,
      change:
        key === undefined
          ? { action: "description", from, to }
          : { action: "tag", key, from: from || undefined, to: to || undefined },
      ...{ at, notBefore: left.at, outcome: "done", isElsewhere: true },
    });
  };
  for (const [index, record] of records.entries()) {
    const { from, to } = record.change as { from?: string; to?: string };
    if (!tookPlace(record, index === records.length - 1, recorded(to), now)) continue;
    see(recorded(from), record.at);
    left = { text: recorded(to), at: record.endedAt ?? record.at };
  }
  // MLflow notes when a description was changed last, of a tag it does not.
  see(
    now,
    key === undefined && left !== undefined && (lastUpdatedTimestamp ?? 0) > left.at ? lastUpdatedTimestamp : undefined,
  );
  return entries;
}

/** As records keep it: none and empty are one. */
function recorded(text: string | undefined): string {
  return recordedText(text ?? "");
}

/** The latest moment at which a version may have been moved to where it is now. */
function lastMoved({ tags, currentStage, lastUpdatedTimestamp }: ModelVersion, since = 0): number | undefined {
  const seen = recordsOf(tags).find((record) => record.at >= since && record.seen?.stage === currentStage)?.seen;
  return seen?.changedAt ?? lastUpdatedTimestamp;
}

/** Whether a record's change took place; one that nobody told the outcome of, by what is there now. */
function tookPlace(record: HistoryRecord, isLast: boolean, to: string | undefined, now: string | undefined): boolean {
  if (record.outcome !== "unknown") return record.outcome === "done";
  return !isLast || to === now;
}

function aliasEntries(model: RegisteredModel, versions: readonly ModelVersion[]): LedgerEntry[] {
  const records = versions
    .flatMap((version) => recordsOf(version.tags).map((record) => ({ record, version: version.version })))
    .filter(({ record }) => record.change.action === "alias")
    .sort((a, b) => (a.record.key < b.record.key ? -1 : 1));
  const aliases = new Set([
    ...Object.keys(model.aliases),
    ...records.map(({ record }) => (record.change as Extract<Change, { action: "alias" }>).alias),
  ]);
  return [...aliases].flatMap((alias) => entriesOfAlias(alias, model, records));
}

function entriesOfAlias(
  alias: string,
  model: RegisteredModel,
  all: readonly { record: HistoryRecord; version: string }[],
): LedgerEntry[] {
  const records = all.filter(({ record }) => (record.change as { alias?: string }).alias === alias);
  const now = Object.hasOwn(model.aliases, alias) ? model.aliases[alias] : undefined;
  const elsewhere = (from: string | undefined, to: string | undefined, notBefore?: number, at?: number) => ({
    id: `${to ?? from ?? ""}/elsewhere/${notBefore ?? 0}/alias ${alias}`,
    version: to ?? from,
    change: { action: "alias", alias, from, to } as const,
    at,
    notBefore,
    outcome: "done" as const,
    isElsewhere: true,
  });
  const entries: LedgerEntry[] = [];
  let version: string | undefined;
  let since = model.creationTimestamp;
  for (const [index, { record, version: holder }] of records.entries()) {
    const { from, to } = record.change as Extract<Change, { action: "alias" }>;
    entries.push(entryOf(record, holder));
    if (!tookPlace(record, index === records.length - 1, to, now)) continue;
    const isConcurrent = since !== undefined && record.at <= since;
    if (from !== version && !isConcurrent) entries.push(elsewhere(version, from, since, record.at));
    version = to;
    since = record.endedAt ?? record.at;
  }
  if (version !== now) entries.push(elsewhere(version, now, since));
  return entries;
}
