import type { LedgerEntry } from "../history/ledger.ts";

/** The head of the history as a table: fixed words, since programs read them. */
const head = [
  ...["time", "not_before", "version", "by", "action", "subject", "from", "to", "why", "validated_by", "checks"],
  ...["outcome", "error", "seen_elsewhere"],
];

/** A model's history as CSV (RFC 4180), newest first; times are ISO 8601 in UTC. */
export function historyCsv(ledger: readonly LedgerEntry[]): string {
  const rows = ledger.map((entry) => {
    const { change } = entry;
    const subject = change.action === "alias" ? change.alias : change.action === "tag" ? change.key : "";
    const [from, to] = change.action === "created" ? ["", change.source ?? ""] : [change.from ?? "", change.to ?? ""];
    const checks = (entry.checks ?? [])
      .map(({ name, passed }) => `${passed ? "passed" : "failed"}: ${name}`)
      .join("; ");
    return [
      ...[iso(entry.at), iso(entry.notBefore), entry.version ?? "", entry.by ?? "", change.action, subject, from, to],
      ...[entry.why ?? "", entry.validatedBy ?? "", checks, entry.outcome, entry.error ?? ""],
      entry.isElsewhere ? "yes" : "no",
    ];
  });
  return [head, ...rows].map((cells) => `${cells.map(cell).join(",")}\r\n`).join("");
}

function iso(time: number | undefined): string {
  return time === undefined ? "" : new Date(time).toISOString();
}

/** What a spreadsheet would take for a formula is text: a store's content is anybody's. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
