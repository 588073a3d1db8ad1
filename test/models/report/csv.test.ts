import assert from "node:assert/strict";
import { test } from "node:test";
import type { LedgerEntry } from "../../../src/models/history/ledger.ts";
import { historyCsv } from "../../../src/models/report/csv.ts";

const entry: LedgerEntry = {
  ...{ id: "2/x", version: "2", at: Date.UTC(2026, 10, 23, 18, 7), by: "Ada", outcome: "done", isElsewhere: false },
  change: { action: "stage", from: "None", to: "Production" },
};

const rows = (csv: string) => csv.split("\r\n").slice(1, -1);

test("the history as CSV has a head and a line an entry, times in UTC", () => {
  const csv = historyCsv([
    { ...entry, why: "ready", validatedBy: "Grace", checks: [{ name: "accuracy at least 0.9", passed: false }] },
    {
      ...entry,
      change: { action: "alias", alias: "champion", to: "2" },
      by: undefined,
      at: undefined,
      isElsewhere: true,
    },
  ]);
  assert.equal(
    csv,
    "time,not_before,version,by,action,subject,from,to,why,validated_by,checks,outcome,error,seen_elsewhere\r\n" +
      "2026-11-23T18:07:00.000Z,,2,Ada,stage,,None,Production,ready,Grace,failed: accuracy at least 0.9,done,,no\r\n" +
      ",,2,,alias,champion,,2,,,,done,,yes\r\n",
  );
});

const cells: [why: string, cell: string][] = [
  ["a, b", '"a, b"'],
  ['say "yes"', '"say ""yes"""'],
  ["two\nlines", '"two\nlines"'],
  ["=HYPERLINK(1)", "'=HYPERLINK(1)"],
  ["+1", "'+1"],
  ["-1", "'-1"],
  ["@cmd", "'@cmd"],
];
for (const [why, cell] of cells) {
  test(`${JSON.stringify(why)} is text in any spreadsheet`, () => {
    const [row] = rows(historyCsv([{ ...entry, why }]));
    assert.ok(row?.includes(`,Production,${cell},`), row);
  });
}
