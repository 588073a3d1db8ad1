import * as l10n from "@vscode/l10n";
import type { RunsRow } from "../../src/protocol/runs.ts";
import type { TableColumn } from "../ui/table/model.ts";
import { statusIcons, statusName } from "../ui/values.tsx";

/** The elements of a name cell: a table that is scrolled draws other runs into them. */
interface NameParts {
  content: HTMLElement;
  twistie: HTMLElement;
  dot: HTMLElement;
  status: HTMLElement;
  warning: HTMLElement;
  text: HTMLElement;
  count: HTMLElement;
}

const known = new WeakMap<HTMLElement, NameParts>();

/** Draws a run's name with what tells it from others: its twistie, colour, status; or the title of a group. */
export function drawNameCell(cell: HTMLElement, row: RunsRow, column: TableColumn): boolean {
  if (column.id !== "run") return false;
  let parts = known.get(cell);
  if (parts === undefined) known.set(cell, (parts = makeParts()));
  const { content, twistie, dot, status, warning, text, count } = parts;
  const { run } = row;
  content.style.paddingLeft = `${row.depth * 16}px`;
  const fold = row.isUnfolded === undefined ? "blank" : row.isUnfolded ? "chevron-down" : "chevron-right";
  twistie.className = `twistie codicon codicon-${fold}`;
  for (const part of [dot, status]) part.hidden = run === undefined;
  if (run !== undefined) {
    dot.className = run.place === undefined ? "run-dot" : `run-dot run-${(run.place % 10) + 1}`;
    const [name, spin] = run.isDeleted ? ["archive"] : statusIcons[run.status].split("~");
    const spinning = spin === "spin" ? " codicon-modifier-spin" : "";
    status.className = `status status-${run.status.toLowerCase()} codicon codicon-${name ?? "circle"}${spinning}`;
    status.title = run.isDeleted ? l10n.t("deleted") : statusName(run.status);
  }
  warning.hidden = run?.problems === undefined;
  warning.title = run?.problems ?? "";
  text.textContent = row.name;
  count.hidden = row.count === undefined;
  count.textContent = `(${row.count})`;
  if (content.parentElement !== cell) cell.replaceChildren(content);
  cell.title = run?.problems ?? row.name;
  cell.ariaLabel = row.label;
  return true;
}

function makeParts(): NameParts {
  const parts = {
    content: document.createElement("div"),
    twistie: icon(""),
    dot: document.createElement("span"),
    status: icon(""),
    warning: icon("warning-icon codicon codicon-warning"),
    text: document.createElement("span"),
    count: document.createElement("span"),
  };
  const { content, twistie, dot, status, warning, text, count } = parts;
  content.className = "name";
  text.className = "name-text";
  count.className = "dim";
  content.append(icon("check-box codicon codicon-check"), twistie, dot, status, warning, text, count);
  return parts;
}

function icon(className: string): HTMLSpanElement {
  const element = document.createElement("span");
  element.className = className;
  element.ariaHidden = "true";
  return element;
}
