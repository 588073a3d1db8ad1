import * as l10n from "@vscode/l10n";
import type { TableColumn } from "./model.ts";

/** The head of a column: its title, how it sorts, and its menu. Made once a column and moved by the table. */
export class Head {
  readonly element = document.createElement("div");

  constructor(column: TableColumn) {
    this.element.className = "head";
    this.element.draggable = true;
    this.show(column);
  }

  show({ title, sort, marks = [] }: TableColumn): void {
    const text = span("head-title", title);
    const menu = document.createElement("button");
    menu.type = "button";
    menu.className = "head-menu codicon codicon-chevron-down";
    // The keyboard opens it from the head itself.
    menu.tabIndex = -1;
    menu.ariaLabel = l10n.t("Menu of {0}", title);
    this.element.title = title;
    this.element.replaceChildren(
      text,
      ...(sort === undefined
        ? []
        : [
            span(`codicon codicon-arrow-${sort.isAscending ? "up" : "down"}`, ""),
            ...(sort.place === undefined ? [] : [span("head-place", String(sort.place))]),
          ]),
      ...marks.map(({ icon, label }) => {
        const mark = span(`head-mark codicon codicon-${icon}`, "");
        mark.title = label;
        mark.role = "img";
        mark.ariaLabel = label;
        return mark;
      }),
      menu,
    );
  }
}

function span(className: string, text: string): HTMLSpanElement {
  const element = document.createElement("span");
  element.className = className;
  element.textContent = text;
  return element;
}
