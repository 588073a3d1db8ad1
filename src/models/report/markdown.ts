import * as vscode from "vscode";
import { formatTime } from "../../mlflow/format.ts";
import type { LedgerEntry } from "../history/ledger.ts";
import { changeText, failureText } from "../words.ts";

// Markdown to be read as it stands, too: what a store holds is escaped by backslashes.

const maxCell = 2_000;

/** Text of a store in a table's cell. */
export function cell(text: string): string {
  const line = text.slice(0, maxCell).replaceAll(/\s+/g, " ").trim() + (text.length > maxCell ? "…" : "");
  return line
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(/[\\`*_[\]|~#!$]/g, "\\$&");
}

/** Text of a store that keeps its lines, as a quotation. */
export function quotation(text: string): string {
  const safe = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll("![", "!\\[");
  return safe
    .trim()
    .split(/\r?\n/)
    .map((line) => `> ${line}`)
    .join("\n");
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

export function time(ms: number | undefined): string {
  return ms === undefined ? "–" : formatTime(ms, vscode.env.language);
}

/** When something happened; of what happened elsewhere, until when at the latest. */
export function moment({ at, notBefore, isElsewhere }: LedgerEntry): string {
  if (!isElsewhere) return time(at);
  if (at === undefined) return vscode.l10n.t("after {0}", time(notBefore));
  return vscode.l10n.t("by {0}", time(at));
}

export function historyTable(ledger: readonly LedgerEntry[]): string {
  const head = [
    vscode.l10n.t("When"),
    vscode.l10n.t("Version"),
    vscode.l10n.t("What"),
    vscode.l10n.t("Who"),
    vscode.l10n.t("Why"),
    vscode.l10n.t("Validated by"),
    vscode.l10n.t("Checks"),
  ];
  const rows = ledger.map((entry) => {
    const failure = failureText(entry);
    return [
      moment(entry),
      entry.version === undefined ? "" : `v${entry.version}`,
      cell(changeText(entry)) + (failure === undefined ? "" : ` (${cell(failure)})`),
      entry.isElsewhere ? vscode.l10n.t("elsewhere, unknown") : cell(entry.by ?? ""),
      cell(entry.why ?? ""),
      cell(entry.validatedBy ?? ""),
      (entry.checks ?? []).map(({ name, passed }) => `${passed ? "✓" : "✗"} ${cell(name)}`).join(", "),
    ];
  });
  return table(head, rows);
}
