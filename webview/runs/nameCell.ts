import * as l10n from "@vscode/l10n";
import type { RunsRow } from "../../src/protocol/runs.ts";
import type { TableColumn } from "../ui/table/model.ts";
import { statusIcons, statusName } from "../ui/values.tsx";

/** Draws a run's name with what tells it from others: its twistie, colour, status; or the title of a group. */
export function drawNameCell(cell: HTMLElement, row: RunsRow, column: TableColumn): boolean {
  if (column.id !== "run") return false;
  const content = document.createElement("div");
  content.className = "name";
  content.style.paddingLeft = `${row.depth * 16}px`;
  const { run } = row;
  content.append(
    icon("check-box", "check"),
    icon("twistie", row.isUnfolded === undefined ? "blank" : row.isUnfolded ? "chevron-down" : "chevron-right"),
  );
  if (run !== undefined) {
    const dot = document.createElement("span");
    dot.className = run.place === undefined ? "run-dot" : `run-dot run-${(run.place % 10) + 1}`;
    const [name, spin] = run.isDeleted ? ["archive"] : statusIcons[run.status].split("~");
    const status = icon(`status status-${run.status.toLowerCase()}`, name ?? "circle");
    if (spin === "spin") status.classList.add("codicon-modifier-spin");
    status.title = run.isDeleted ? l10n.t("deleted") : statusName(run.status);
    content.append(dot, status);
    if (run.problems !== undefined) {
      const warning = icon("warning-icon", "warning");
      warning.title = run.problems;
      content.append(warning);
    }
  }
  const text = document.createElement("span");
  text.className = "name-text";
  text.textContent = row.name;
  content.append(text);
  if (row.count !== undefined) {
    const count = document.createElement("span");
    count.className = "dim";
    count.textContent = `(${row.count})`;
    content.append(count);
  }
  cell.replaceChildren(content);
  cell.title = run?.problems ?? row.name;
  cell.ariaLabel = row.label;
  return true;
}

function icon(className: string, name: string): HTMLSpanElement {
  const element = document.createElement("span");
  element.className = `${className} codicon codicon-${name}`;
  element.ariaHidden = "true";
  return element;
}
