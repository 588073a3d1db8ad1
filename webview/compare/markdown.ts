import * as l10n from "@vscode/l10n";
import type { ComparedRun } from "../../src/protocol/compare.ts";
import type { Row } from "./rows.ts";
import { markSign } from "./marks.ts";

/** The table as Markdown, as it is shown: a table for each of its parts. */
export function tableAsMarkdown(
  runs: readonly ComparedRun[],
  parts: readonly { title: string; rows: readonly Row[] }[],
): string {
  return parts
    .filter(({ rows }) => rows.length > 0)
    .map(({ title, rows }) => {
      const head = [title, ...runs.map(({ name }) => name)];
      const lines = rows.map((row) => [row.label, ...runs.map((_, run) => cellText(row, run))]);
      return [line(head), line(head.map(() => "---")), ...lines.map(line)].join("\n");
    })
    .join("\n\n");
}

function cellText(row: Row, run: number): string {
  const cell = row.cell(run);
  if (cell === null) return "–";
  const best = cell.isBest ? `★ ${l10n.t("best")}` : undefined;
  return [cell.text, cell.delta, best, cell.mark && markSign[cell.mark]].filter(Boolean).join(" ");
}

/** What would end a cell or mean something in Markdown is escaped: names and values are a stranger's. */
function line(cells: readonly string[]): string {
  const escaped = cells.map((cell) => cell.replaceAll(/[\\`*_[\]<>|&]/g, "\\$&").replaceAll(/\s+/g, " "));
  return `| ${escaped.join(" | ")} |`;
}
