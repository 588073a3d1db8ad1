import type { HistoryLine, ServedLine } from "../../protocol/model.ts";
import type { LedgerEntry } from "../history/ledger.ts";
import { servedOn } from "../history/served.ts";
import { changeText, failureText } from "../words.ts";

/** Beyond these the oldest are only in what is exported. */
const maxLines = 5_000;

/** The history as the page draws it, newest first. */
export function historyLines(ledger: readonly LedgerEntry[]): HistoryLine[] {
  return ledger.slice(0, maxLines).map((entry) => ({
    id: entry.id,
    version: entry.version,
    at: entry.at,
    notBefore: entry.notBefore,
    by: entry.by,
    text: changeText(entry),
    icon: iconOf(entry),
    why: entry.why,
    validatedBy: entry.validatedBy,
    checks: entry.checks ?? [],
    isElsewhere: entry.isElsewhere,
    failure: failureText(entry),
  }));
}

function iconOf({ change }: LedgerEntry): string {
  switch (change.action) {
    case "created":
      return "add";
    case "stage":
      return "arrow-swap";
    case "alias":
      return "mention";
    case "description":
    case "name":
      return "edit";
    case "tag":
      return "tag";
  }
}

export function servedLines(ledger: readonly LedgerEntry[], time: number): ServedLine[] {
  return servedOn(ledger, "Production", time).map(({ version, since, by, isCertain }) => ({
    ...{ version, since, by, isCertain },
  }));
}
