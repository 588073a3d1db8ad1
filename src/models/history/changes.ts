import type { ModelStage, ModelVersion, RegisteredModel } from "../../mlflow/entities.ts";
import type { Store } from "../../mlflow/store.ts";
import { versionsOf } from "../registry.ts";
import {
  doneKey,
  encodeIntent,
  encodeOutcome,
  historyKey,
  recordsOf,
  type Change,
  type HistoryRecord,
  type Intent,
  type RecordedCheck,
  type Seen,
} from "./record.ts";

// Changes of the registry that leave their record. The version's own writes are MLflow's.

/** What a change is made to: a version, or the model as a whole. */
export interface Target {
  name: string;
  version?: string;
}

export interface Move {
  name: string;
  version: string;
  /** Where the user saw it. */
  from: ModelStage;
  to: ModelStage;
  archivesExisting: boolean;
  by: string;
  why?: string;
  validatedBy?: string;
  checks?: RecordedCheck[];
}

export type MoveOutcome =
  | { kind: "moved"; archived: string[] }
  /** Another client was faster: nothing was moved. */
  | { kind: "overtaken"; stage: ModelStage; by?: string }
  /** Moved, but another client moved it too meanwhile. */
  | { kind: "contested"; stage: ModelStage; by?: string };

/**
 * Moves a version to another stage, its records around it. A registry offers no lock: so the version is read before,
 * between record and move, and after; of two clients at once the one whose record is later gives way.
 */
export async function moveVersion(store: Store, move: Move): Promise<MoveOutcome> {
  const { name, version, from, to, archivesExisting } = move;
  const before = await store.getModelVersion(name, version);
  if (before.currentStage !== from) return overtaken(before, undefined);
  const replaced = archivesExisting ? await othersIn(store, move) : [];
  const target = { name, version };
  const { by, why, validatedBy, checks } = move;
  const change: Change = { action: "stage", from, to };
  const own = await intend(store, target, { by, change, why, validatedBy, checks, seen: seenIn(before) });
  const between = await store.getModelVersion(name, version);
  const rivals = strangers(between, before, own);
  const isOvertaken =
    between.currentStage !== from || rivals.some(({ key, outcome }) => key < own && outcome !== "failed");
  if (isOvertaken) {
    await end(store, target, own, "Another client moved this version at the same time.");
    return overtaken(between, rivals.at(-1));
  }
  const records = [{ target, key: own }];
  try {
    for (const other of replaced) {
      const archival: Change = { action: "stage", from: to, to: "Archived" };
      const intent: Intent = { by, change: archival, why, replacedBy: version, seen: seenIn(other) };
      const otherTarget = { name, version: other.version };
      records.push({ target: otherTarget, key: await intend(store, otherTarget, intent) });
    }
    await store.transitionModelVersionStage({ name, version, stage: to, archiveExistingVersions: archivesExisting });
  } catch (error) {
    await endFailed(store, records, error);
    throw error;
  }
  for (const { target: changed, key } of records) await end(store, changed, key);
  const after = await store.getModelVersion(name, version);
  const rival = strangers(after, before, own)
    .filter(({ outcome }) => outcome !== "failed")
    .at(-1);
  if (after.currentStage === to && rival === undefined) {
    return { kind: "moved", archived: replaced.map((each) => each.version) };
  }
  return { kind: "contested", stage: after.currentStage, by: rival?.by };
}

/** The other versions in the stage that a version is to be moved to: those that MLflow would archive. */
async function othersIn(store: Store, { name, version, to }: Move): Promise<ModelVersion[]> {
  const versions = await versionsOf(store, name);
  return versions.filter((each) => each.currentStage === to && each.version !== version);
}

function seenIn({ currentStage, lastUpdatedTimestamp }: ModelVersion): Seen {
  return { stage: currentStage, changedAt: lastUpdatedTimestamp };
}

function overtaken(found: ModelVersion, rival: HistoryRecord | undefined): MoveOutcome {
  const last = rival ?? recordsOf(found.tags).findLast(({ change }) => change.action === "stage");
  return { kind: "overtaken", stage: found.currentStage, by: last?.by };
}

/** Moves that others recorded since a version was read. */
function strangers(now: ModelVersion, before: ModelVersion, own: string): HistoryRecord[] {
  return recordsOf(now.tags).filter(
    ({ key, change }) => change.action === "stage" && key !== own && !Object.hasOwn(before.tags, key),
  );
}

/** @param version where the alias is to point, a version's number; `undefined` removes it */
export async function setAlias(
  store: Store,
  { name, alias, version, by }: { name: string; alias: string; version: string | undefined; by: string },
): Promise<void> {
  const { aliases } = await store.getRegisteredModel(name);
  const from = Object.hasOwn(aliases, alias) ? aliases[alias] : undefined;
  const holder = version ?? from;
  if (holder === undefined || from === version) return;
  await recorded(store, { name, version: holder }, { by, change: { action: "alias", alias, from, to: version } }, () =>
    version === undefined
      ? store.deleteRegisteredModelAlias(name, alias)
      : store.setRegisteredModelAlias(name, alias, version),
  );
}

export async function describe(store: Store, target: Target, description: string, by: string): Promise<void> {
  const { name, version } = target;
  const found = await read(store, target);
  const { description: from = "" } = found;
  if (from === description) return;
  const seen = "currentStage" in found ? seenIn(found) : undefined;
  await recorded(store, target, { by, change: { action: "description", from, to: description }, seen }, () =>
    version === undefined
      ? store.updateRegisteredModel({ name, description })
      : store.updateModelVersion({ name, version, description }),
  );
}

/** @param value `undefined` removes the tag */
export async function setTag(
  store: Store,
  target: Target,
  { key, value, by }: { key: string; value: string | undefined; by: string },
): Promise<void> {
  const { tags } = await read(store, target);
  const from = Object.hasOwn(tags, key) ? tags[key] : undefined;
  if (from === value) return;
  await recorded(store, target, { by, change: { action: "tag", key, from, to: value } }, () =>
    value === undefined ? removeTag(store, target, key) : writeTag(store, target, key, value),
  );
}

/** Renames a model; the record is the new name's, as the old one is gone. */
export async function rename(store: Store, name: string, newName: string, by: string): Promise<void> {
  const change: Change = { action: "name", from: name, to: newName };
  const key = await intend(store, { name }, { by, change });
  try {
    await store.renameRegisteredModel(name, newName);
  } catch (error) {
    await endFailed(store, [{ target: { name }, key }], error);
    throw error;
  }
  await end(store, { name: newName }, key);
}

async function recorded(store: Store, target: Target, intent: Intent, act: () => Promise<void>): Promise<void> {
  const key = await intend(store, target, intent);
  try {
    await act();
  } catch (error) {
    await endFailed(store, [{ target, key }], error);
    throw error;
  }
  await end(store, target, key);
}

async function intend(store: Store, target: Target, intent: Intent): Promise<string> {
  const key = historyKey(Date.now(), Math.floor(Math.random() * 0x1_0000));
  await writeTag(store, target, key, encodeIntent(intent));
  return key;
}

async function end(store: Store, target: Target, key: string, error?: string): Promise<void> {
  await writeTag(store, target, doneKey(key), encodeOutcome(Date.now(), error));
}

async function endFailed(
  store: Store,
  records: readonly { target: Target; key: string }[],
  error: unknown,
): Promise<void> {
  const message = error instanceof Error ? error.message : String(error);
  for (const { target, key } of records) {
    // Whoever may not do one thing may not be able to write this either; the first refusal is the one to tell.
    await end(store, target, key, message).catch(() => undefined);
  }
}

function read(store: Store, { name, version }: Target): Promise<RegisteredModel | ModelVersion> {
  return version === undefined ? store.getRegisteredModel(name) : store.getModelVersion(name, version);
}

function writeTag(store: Store, { name, version }: Target, key: string, value: string): Promise<void> {
  return version === undefined
    ? store.setRegisteredModelTag(name, key, value)
    : store.setModelVersionTag(name, version, key, value);
}

function removeTag(store: Store, { name, version }: Target, key: string): Promise<void> {
  return version === undefined
    ? store.deleteRegisteredModelTag(name, key)
    : store.deleteModelVersionTag(name, version, key);
}
