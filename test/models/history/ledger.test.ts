import assert from "node:assert/strict";
import { test } from "node:test";
import type { ModelVersion, RegisteredModel } from "../../../src/mlflow/entities.ts";
import { buildLedger, type LedgerEntry } from "../../../src/models/history/ledger.ts";
import { doneKey, encodeIntent, encodeOutcome, historyKey, type Intent } from "../../../src/models/history/record.ts";
import { servedOn } from "../../../src/models/history/served.ts";

const day = 86_400_000;
const start = Date.UTC(2026, 9, 1);

function model(aliases: Record<string, string> = {}, tags: Record<string, string> = {}): RegisteredModel {
  return { name: "iris", tags, aliases, creationTimestamp: start };
}

function version(number: number, changed: Partial<ModelVersion> = {}): ModelVersion {
  return {
    ...{ name: "iris", version: String(number), currentStage: "None", status: "READY", tags: {}, aliases: [] },
    creationTimestamp: start + number * day,
    lastUpdatedTimestamp: start + number * day,
    ...changed,
  };
}

/** The tags of a record of a day after the start, ended a second later. */
function record(onDay: number, intent: Intent, error?: string): Record<string, string> {
  const key = historyKey(start + onDay * day, 7);
  return { [key]: encodeIntent(intent), [doneKey(key)]: encodeOutcome(start + onDay * day + 1_000, error) };
}

const staged = (from: "None" | "Staging" | "Production", to: "Staging" | "Production" | "Archived"): Intent => ({
  by: "ada",
  change: { action: "stage", from, to },
});

const told = ({ version, change, by, isElsewhere }: LedgerEntry): string =>
  [
    version,
    change.action,
    "alias" in change ? change.alias : "",
    "from" in change ? `${change.from ?? "–"}→${change.to ?? "–"}` : "",
    isElsewhere ? "elsewhere" : (by ?? ""),
  ]
    .filter(Boolean)
    .join(" ");

test("records are told newest first, with who, when and how they ended", () => {
  const tags = { ...record(5, staged("None", "Staging")), ...record(6, staged("Staging", "Production"), "no rights") };
  const [failed, done] = buildLedger(model(), [version(1, { currentStage: "Staging", tags })]);
  assert.deepEqual([done?.at, done?.by, done?.outcome, done?.isElsewhere], [start + 5 * day, "ada", "done", false]);
  assert.deepEqual([failed?.outcome, failed?.error], ["failed", "no rights"]);
});

test("a stage that no record leads to was set elsewhere, at the latest when the version was last changed", () => {
  const moved = version(1, { currentStage: "Production", lastUpdatedTimestamp: start + 9 * day });
  const [last] = buildLedger(model(), [moved]);
  assert.equal(last && told(last), "1 stage None→Production elsewhere");
  assert.deepEqual([last?.notBefore, last?.at], [start + day, start + 9 * day]);
});

test("a description changed here does not hide since when the version stood there", () => {
  const intent: Intent = {
    ...{ by: "ada", change: { action: "description", from: "", to: "better" } },
    seen: { stage: "Production", changedAt: start + 4 * day },
  };
  const moved = version(1, {
    currentStage: "Production",
    description: "better",
    lastUpdatedTimestamp: start + 9 * day,
    tags: record(9, intent),
  });
  const found = buildLedger(model(), [moved]).find(({ isElsewhere }) => isElsewhere);
  assert.equal(found?.at, start + 4 * day);
});

test("nor does a move made here hide since when it stood where it was moved from", () => {
  const intent: Intent = {
    ...staged("Production", "Archived"),
    seen: { stage: "Production", changedAt: start + 4 * day },
  };
  const ledger = buildLedger(model(), [version(1, { currentStage: "Archived", tags: record(9, intent) })]);
  assert.equal(ledger.find(({ isElsewhere }) => isElsewhere)?.at, start + 4 * day);
});

test("what is not there before or after a change is left out of its record", () => {
  const intent: Intent = { by: "ada", change: { action: "tag", key: "team", from: undefined, to: "botany" } };
  assert.deepEqual(JSON.parse(encodeIntent(intent)), { by: "ada", action: "tag", key: "team", to: "botany" });
});

test("between two records that do not meet, a move was made elsewhere", () => {
  const tags = { ...record(3, staged("None", "Staging")), ...record(9, staged("Production", "Archived")) };
  const ledger = buildLedger(model(), [version(1, { currentStage: "Archived", tags })]);
  assert.deepEqual(ledger.map(told), [
    "1 stage Production→Archived ada",
    "1 stage Staging→Production elsewhere",
    "1 stage None→Staging ada",
    "1 created",
  ]);
});

test("two clients at once are two records, and nothing elsewhere", () => {
  const first = historyKey(start + 5 * day, 1);
  const second = historyKey(start + 5 * day + 10, 2);
  const tags = {
    [first]: encodeIntent(staged("None", "Staging")),
    [doneKey(first)]: encodeOutcome(start + 5 * day + 50),
    [second]: encodeIntent(staged("None", "Production")),
    [doneKey(second)]: encodeOutcome(start + 5 * day + 60),
  };
  const ledger = buildLedger(model(), [version(1, { currentStage: "Production", tags })]);
  assert.deepEqual(ledger.map(told), ["1 stage None→Production ada", "1 stage None→Staging ada", "1 created"]);
});

test("a record without an outcome is judged by what is there now", () => {
  const [key] = Object.keys(record(5, staged("None", "Staging")));
  const tags = { [key!]: encodeIntent(staged("None", "Staging")) };
  const happened = buildLedger(model(), [version(1, { currentStage: "Staging", tags })]);
  assert.deepEqual(happened.map(told), ["1 stage None→Staging ada", "1 created"]);
  assert.equal(happened[0]?.outcome, "unknown");
  const didNot = buildLedger(model(), [version(1, { tags })]);
  assert.deepEqual(didNot.map(told), ["1 stage None→Staging ada", "1 created"]);
});

test("aliases are followed through records, and elsewhere", () => {
  const set: Intent = { by: "ada", change: { action: "alias", alias: "champion", to: "1" } };
  const ledger = buildLedger(model({ champion: "2", next: "2" }), [version(2), version(1, { tags: record(4, set) })]);
  assert.deepEqual(ledger.map(told), [
    "2 alias champion 1→2 elsewhere",
    "1 alias champion –→1 ada",
    "2 created",
    "1 created",
    "2 alias next –→2 elsewhere",
  ]);
});

const foreign: [name: string, key: string, value: string][] = [
  ["not JSON", "stage.history.20261001T000000000Z-0001", "production!"],
  ["JSON of another form", "stage.history.20261001T000000000Z-0001", "[1, 2]"],
  ["null", "stage.history.20261001T000000000Z-0001", "null"],
  ["an unknown stage", "stage.history.20261001T000000000Z-0001", '{"action":"stage","from":"None","to":"Live"}'],
  ["an unknown action", "stage.history.20261001T000000000Z-0001", '{"action":"explode"}'],
  ["no such day", "stage.history.20261399T000000000Z-0001", '{"action":"stage","from":"None","to":"Staging"}'],
  ["another key", "stage.history.by hand", '{"action":"stage","from":"None","to":"Staging"}'],
  ["an outcome alone", "stage.history.20261001T000000000Z-0001.done", '{"at":1}'],
];
for (const [name, key, value] of foreign) {
  test(`what others wrote under such a key is no record: ${name}`, () => {
    assert.deepEqual(buildLedger(model(), [version(1, { tags: { [key]: value } })]).map(told), ["1 created"]);
  });
}

test("whose fields are no text is a record all the same", () => {
  const key = historyKey(start + 5 * day, 1);
  const value = JSON.stringify({
    action: "stage",
    from: "None",
    to: "Staging",
    by: 7,
    why: {},
    checks: [null, { name: 1 }],
  });
  const tags = { [key]: value, [doneKey(key)]: "nonsense" };
  const [entry] = buildLedger(model(), [version(1, { currentStage: "Staging", tags })]);
  assert.deepEqual([entry?.by, entry?.why, entry?.checks, entry?.outcome], ["", undefined, undefined, "unknown"]);
});

test("a reason is cut to 4,000 characters, and so that every MLflow takes the tag", () => {
  const intent = (why: string): Intent => ({ ...staged("None", "Staging"), why });
  const plain = JSON.parse(encodeIntent(intent("x".repeat(10_000)))) as { why: string };
  assert.equal(plain.why.length, 4_000);
  for (const why of ['"'.repeat(10_000), "🌱".repeat(10_000), "\u0001".repeat(10_000)]) {
    assert.ok([...encodeIntent(intent(why))].length <= 5_000);
  }
});

test("which version was in production on a day", () => {
  const first = { ...record(3, staged("None", "Production")), ...record(10, staged("Production", "Archived")) };
  const second = record(10, { ...staged("None", "Production"), why: "better" });
  const ledger = buildLedger(model(), [
    version(2, { currentStage: "Production", tags: second }),
    version(1, { currentStage: "Archived", tags: first }),
  ]);
  const on = (onDay: number) =>
    servedOn(ledger, "Production", start + onDay * day).map(({ version, isCertain }) => [version, isCertain]);
  assert.deepEqual(on(2), []);
  assert.deepEqual(on(4), [["1", true]]);
  assert.deepEqual(on(11), [["2", true]]);
});

test("where the move was made elsewhere, the answer says that it is not certain", () => {
  const moved = version(1, { currentStage: "Production", lastUpdatedTimestamp: start + 9 * day });
  const ledger = buildLedger(model(), [moved]);
  const on = (onDay: number) => servedOn(ledger, "Production", start + onDay * day).map(({ isCertain }) => isCertain);
  assert.deepEqual([on(0), on(5), on(10)], [[], [false], [true]]);
});

test("a version that was moved elsewhere may have been in production on its way", () => {
  const moved = version(1, { currentStage: "Archived", lastUpdatedTimestamp: start + 9 * day });
  const ledger = buildLedger(model(), [moved]);
  const on = (onDay: number) => servedOn(ledger, "Production", start + onDay * day).map(({ isCertain }) => isCertain);
  assert.deepEqual([on(0), on(5), on(10)], [[], [false], []]);
});

test("descriptions and tags that were changed elsewhere between two records, or after the last, are told", () => {
  const text = (from: string, to: string): Intent => ({ by: "ada", change: { action: "description", from, to } });
  const tag = (from: string | undefined, to: string | undefined): Intent => ({
    ...{ by: "ada", change: { action: "tag", key: "team", from, to } },
  });
  const tags = {
    ...record(2, text("there at first", "mine")),
    ...record(4, text("theirs", "mine again")),
    ...record(5, tag(undefined, "botany")),
    team: "zoology",
  };
  const changed = version(1, { description: "mine again", tags, lastUpdatedTimestamp: start + 8 * day });
  const seen = buildLedger(model(), [changed]).filter(({ isElsewhere }) => isElsewhere);
  assert.deepEqual(
    seen.map(({ change, at, notBefore }) => ({ change, at, notBefore })),
    [
      {
        change: { action: "tag", key: "team", from: "botany", to: "zoology" },
        ...{ at: undefined, notBefore: start + 5 * day + 1_000 },
      },
      {
        change: { action: "description", from: "mine", to: "theirs" },
        ...{ at: start + 4 * day, notBefore: start + 2 * day + 1_000 },
      },
    ],
  );
  const rewritten = version(1, { ...changed, description: "theirs at last" });
  const last = buildLedger(model(), [rewritten]).find(({ isElsewhere }) => isElsewhere);
  assert.deepEqual(
    [last?.change, last?.at],
    [{ action: "description", from: "mine again", to: "theirs at last" }, start + 8 * day],
  );
});

test("a long text that was cut in its record is the same text", () => {
  const long = "a tree ".repeat(300);
  const intent: Intent = { by: "ada", change: { action: "description", from: "", to: long } };
  const described = version(1, { description: long, tags: record(2, intent) });
  assert.deepEqual(
    buildLedger(model(), [described]).filter(({ isElsewhere }) => isElsewhere),
    [],
  );
});
