import { useEffect, useRef, useState } from "preact/hooks";
import { keyAction } from "./keys.ts";
import type { TableColumn, TableRow } from "./model.ts";
import { moved, type Selection, type SelectionMove } from "./selection.ts";
import "./table.css";
import { type TableLook, TableView } from "./tableView.ts";
import type { WindowCache } from "./windowCache.ts";

export interface TableProps<Row extends TableRow> {
  /** What a screen reader calls it. */
  readonly label: string;
  readonly rowCount: number;
  /** Pinned ones first. The same array as long as nothing of it changed. */
  readonly columns: readonly TableColumn[];
  /** Where rows and cells come from; another one when what is drawn is stale. */
  readonly cache: WindowCache<Row>;
  readonly selection: Selection;
  readonly onSelect: (selection: Selection) => void;
  readonly keysOf: (first: number, last: number) => Promise<readonly string[]>;
  /** Enter or a double click on a row. */
  readonly onOpen: (row: Row) => void;
  /** The twistie of a row, or Left and Right in its first column. */
  readonly onFold?: (row: Row) => void;
  readonly onCopy: () => void;
  /** A click or Enter on a head; `isAdded` with Shift. */
  readonly onSort: (column: TableColumn, options: { isAdded: boolean }) => void;
  readonly onHeadMenu: (column: TableColumn, at: HTMLElement) => void;
  readonly onResize: (widths: Readonly<Record<string, number>>) => void;
  /** A head was dragged before another one. */
  readonly onMoveColumn: (id: string, before: string) => void;
  /** What VS Code's context menu is told of a row that was right-clicked, or of the one that the keyboard is on. */
  readonly contextOf: (row: Row, selection: Selection) => object;
  readonly drawCell?: TableLook<Row>["drawCell"];
  readonly onError: (error: unknown) => void;
  /** Where it was scrolled to, in pixels, and is scrolled at first. */
  readonly scroll: { top: number; left: number };
  readonly onScroll: (scroll: { top: number; left: number }) => void;
}

const minWidth = 36;

/**
 * A table of any number of rows, of which only what is in sight is asked for and drawn. Rows are selected as in VS Code's
 * lists: click, Ctrl+click, Shift+click, arrows, Space, Ctrl+A.
 */
export function Table<Row extends TableRow>(props: TableProps<Row>) {
  const holder = useRef<HTMLDivElement>(null);
  const view = useRef<TableView<Row>>(null);
  const newest = useRef(props);
  newest.current = props;
  const [activeColumn, setActiveColumn] = useState(0);
  const column = Math.min(activeColumn, props.columns.length - 1);
  const newestColumn = useRef(column);
  newestColumn.current = column;
  const look: TableLook<Row> = { ...props, activeColumn: column, drawCell: props.drawCell };

  useEffect(() => {
    const made = new TableView<Row>(look, (error) => newest.current.onError(error));
    view.current = made;
    holder.current?.append(made.element);
    made.show(look);
    const end = listen(made, newest, newestColumn, setActiveColumn);
    const { top, left } = props.scroll;
    // Only what is drawn can be scrolled.
    if (top > 0 || left > 0) {
      void made.element.draw().then(() => made.element.scrollTo({ top, left }), newest.current.onError);
    }
    return () => {
      end();
      made.element.remove();
    };
  }, []);
  useEffect(() => view.current?.show(look));
  return <div ref={holder} class="table" />;
}

/** Connects what the user does with what the page is told. */
function listen<Row extends TableRow>(
  view: TableView<Row>,
  props: { current: TableProps<Row> },
  activeColumn: { readonly current: number },
  setActiveColumn: (column: number) => void,
): () => void {
  const grid = view.element;
  /** One move after the other, however fast they come: each starts from what the one before it left. */
  let moving = Promise.resolve();
  const select = (move: SelectionMove) => {
    moving = moving
      .then(async () => {
        const { selection, rowCount, keysOf, onSelect } = props.current;
        const next = await moved(selection, move, rowCount, keysOf);
        // The page draws it later than the next move may come.
        props.current = { ...props.current, selection: next };
        onSelect(next);
        if (move.kind !== "all" && move.kind !== "none" && next.active >= 0) grid.showRow(next.active, rowCount);
      })
      .catch((error: unknown) => props.current.onError(error));
  };
  const moveToColumn = (column: number) => {
    const { columns } = props.current;
    const next = Math.max(0, Math.min(columns.length - 1, column));
    setActiveColumn(next);
    grid.showColumn(next, columns.filter(({ isPinned }) => isPinned).length);
  };
  const openHeadMenu = (column: TableColumn) => {
    const head = view.headElement(column.id);
    if (head !== undefined) props.current.onHeadMenu(column, head);
  };

  const onClick = (event: MouseEvent) => {
    const { target } = event;
    const head = view.headAt(target);
    if (head !== undefined && target instanceof Element) {
      if (target.closest(".head-menu")) openHeadMenu(head);
      else if (!target.closest(".rt-column-resize")) props.current.onSort(head, { isAdded: event.shiftKey });
      return;
    }
    const found = view.rowAt(target);
    if (found === undefined) return;
    moveToColumn(view.columnAt(target) ?? 0);
    if (target instanceof Element && target.closest(".twistie") && found.row.isUnfolded !== undefined) {
      props.current.onFold?.(found.row);
    } else if (event.shiftKey) select({ kind: "extend", row: found.index });
    else if (event.ctrlKey || event.metaKey || (target instanceof Element && target.closest(".check-box"))) {
      select({ kind: "toggle", row: found.index });
    } else select({ kind: "select", row: found.index });
  };

  const onDoubleClick = ({ target }: MouseEvent) => {
    const found = view.rowAt(target);
    if (found !== undefined && !(target instanceof Element && target.closest(".twistie, .check-box"))) {
      props.current.onOpen(found.row);
    }
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const { selection, rowCount, columns, onOpen, onFold, onCopy, onSort } = props.current;
    const column = columns[activeColumn.current];
    const row = view.rowInSight(selection.active);
    const { start, end } = view.rowsInView;
    const page = Math.max(1, end - start - 2);
    const action = keyAction(event, { active: selection.active, column: activeColumn.current, rowCount, page, row });
    if (action === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    switch (action.kind) {
      case "move":
        return select(action.move);
      case "column":
        return moveToColumn(action.column);
      case "fold":
        return row && onFold?.(row);
      case "open":
        return row && onOpen(row);
      case "copy":
        return onCopy();
      case "sort":
        return column && onSort(column, { isAdded: action.isAdded });
      case "headMenu":
        return column && openHeadMenu(column);
    }
  };

  const onContextMenu = (event: MouseEvent) => {
    const head = view.headAt(event.target);
    if (head !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      openHeadMenu(head);
      return;
    }
    const { selection, onSelect, contextOf } = props.current;
    const found = view.rowAt(event.target);
    // The keyboard opens it on the table itself.
    const row = found?.row ?? view.rowInSight(selection.active);
    if (row === undefined) return;
    let next = selection;
    if (!selection.keys.has(row.key)) {
      const active = found?.index ?? selection.active;
      next = { keys: new Set([row.key]), active, anchor: active };
      onSelect(next);
    }
    // Read by VS Code where the event arrives next.
    grid.dataset.vscodeContext = JSON.stringify(contextOf(row, next));
  };

  const reportWidths = () => {
    const { columns, onResize } = props.current;
    const widths = grid.widths;
    const changed = columns.flatMap(({ id, width }, index) => {
      // Without a width it was fitted to its content by a double click.
      const fitted = view.headElement(id)?.closest("th")?.getBoundingClientRect().width;
      const now = Math.round(Math.max(minWidth, widths[index] ?? fitted ?? width));
      return now === width ? [] : [[id, now] as const];
    });
    if (changed.length > 0) onResize(Object.fromEntries(changed));
  };
  let isResizing = false;
  const onMouseDown = (event: MouseEvent) => {
    isResizing = event.target instanceof Element && event.target.closest(".rt-column-resize") !== null;
    // regular-table takes any two for a double click on an edge: it is told of those on edges alone.
    if (!isResizing) event.stopPropagation();
  };
  const onMouseUp = () => {
    // After regular-table took the width over.
    if (isResizing) setTimeout(reportWidths);
    isResizing = false;
  };

  let dragged: string | undefined;
  const onDragStart = (event: DragEvent) => {
    dragged = view.headAt(event.target)?.id;
    event.dataTransfer?.setData("text/plain", dragged ?? "");
  };
  const onDragOver = (event: DragEvent) => {
    if (dragged !== undefined && view.headAt(event.target) !== undefined) event.preventDefault();
  };
  const onDrop = (event: DragEvent) => {
    const before = view.headAt(event.target);
    if (dragged !== undefined && before !== undefined && before.id !== dragged) {
      props.current.onMoveColumn(dragged, before.id);
    }
    dragged = undefined;
  };

  let isReporting = false;
  const onScroll = () => {
    if (isReporting) return;
    isReporting = true;
    setTimeout(() => {
      isReporting = false;
      props.current.onScroll({ top: grid.scrollTop, left: grid.scrollLeft });
    }, 200);
  };
  const resized = new ResizeObserver(() => view.redraw());
  resized.observe(grid);
  const listeners = new AbortController();
  const { signal } = listeners;
  grid.addEventListener("click", onClick, { signal });
  grid.addEventListener("dblclick", onDoubleClick, { signal });
  grid.addEventListener("keydown", onKeyDown, { signal });
  grid.addEventListener("contextmenu", onContextMenu, { signal });
  grid.parentElement?.addEventListener("mousedown", onMouseDown, { signal, capture: true });
  document.addEventListener("mouseup", onMouseUp, { signal });
  grid.addEventListener("dragstart", onDragStart, { signal });
  grid.addEventListener("dragover", onDragOver, { signal });
  grid.addEventListener("drop", onDrop, { signal });
  grid.addEventListener("scroll", onScroll, { signal });
  return () => {
    listeners.abort();
    resized.disconnect();
  };
}
