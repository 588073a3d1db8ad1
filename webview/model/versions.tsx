import * as l10n from "@vscode/l10n";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Columns, ModelView, VersionRow } from "../../src/protocol/model.ts";
import { Button, SearchField } from "../ui/controls.tsx";
import { useKept } from "../ui/hooks.ts";
import { Icon } from "../ui/icon.tsx";
import { Empty } from "../ui/states.tsx";
import { ColumnChooser, columnsOf, sortedRows, type Column } from "./columns.tsx";
import { host } from "./host.ts";
import { rowHeight, useRowWindow } from "./rowWindow.ts";
import { stageName } from "./stages.tsx";

interface Sort {
  column: string;
  isDescending: boolean;
}

/** All versions as a table: arrows move, Space picks for a comparison, `/` goes to the filter. */
export function Versions(props: {
  view: ModelView;
  selected: string | undefined;
  onSelect: (version: string) => void;
  picked: readonly string[];
  onPick: (versions: string[]) => void;
  onCompare: () => void;
  onColumns: (columns: Columns) => void;
}) {
  const { view, picked, onPick, onCompare } = props;
  const [filter, setFilter] = useKept("filter", "");
  const [sort, setSort] = useKept<Sort>("sort", { column: "version", isDescending: true });
  const [showsColumns, setShowsColumns] = useState(false);
  const columns = useMemo(() => columnsOf(view.columns), [view.columns]);
  const rows = useMemo(() => {
    const column = columns.find(({ id }) => id === sort.column) ?? columns[0]!;
    return sortedRows(view.versions.filter(matching(filter)), column, sort.isDescending);
  }, [view.versions, columns, filter, sort]);
  const [first, second] = picked;
  if (view.versions.length === 0) {
    const action =
      view.readOnlyReason === undefined
        ? { label: l10n.t("Register Version..."), run: () => void host.register() }
        : undefined;
    return <Empty action={action}>{l10n.t("This model has no versions yet. Register what a run logged.")}</Empty>;
  }
  return (
    <div
      class="versions"
      onKeyDown={(event) => {
        if (event.key !== "/" || (event.target as HTMLElement).closest("vscode-text-field") !== null) return;
        event.preventDefault();
        event.currentTarget.querySelector<HTMLElement>("vscode-text-field.filter")?.focus();
      }}
    >
      <div class="toolbar">
        <SearchField label={l10n.t("Filter versions")} icon="filter" value={filter} onInput={setFilter} />
        <span class="dim">{l10n.t("{0} of {1}", rows.length, view.versions.length)}</span>
        <span class="spring" />
        {first !== undefined && second !== undefined && (
          <Button isPrimary onClick={onCompare}>
            {l10n.t("Compare v{0} with v{1}", first, second)}
          </Button>
        )}
        <Button onClick={() => setShowsColumns(!showsColumns)}>{l10n.t("Columns")}</Button>
      </div>
      {showsColumns && <ColumnChooser keys={view.keys} columns={view.columns} onChange={props.onColumns} />}
      <Table {...props} rows={rows} columns={columns} sort={sort} onSort={setSort} onPick={onPick} />
    </div>
  );
}

function matching(filter: string): (row: VersionRow) => boolean {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return (row) => {
    const text = [
      ...[`v${row.version}`, row.stage, stageName(row.stage), ...row.aliases, row.summary],
      ...[...row.datasets, row.validatedBy, row.createdBy, row.runName],
    ]
      .join("\n")
      .toLowerCase();
    return words.every((word) => text.includes(word));
  };
}

function Table(props: {
  view: ModelView;
  rows: readonly VersionRow[];
  columns: readonly Column[];
  sort: Sort;
  onSort: (sort: Sort) => void;
  selected: string | undefined;
  onSelect: (version: string) => void;
  picked: readonly string[];
  onPick: (versions: string[]) => void;
}) {
  const { rows, columns, sort, onSort, selected, onSelect, picked, onPick } = props;
  const { scroller, start, end, reveal } = useRowWindow(rows.length);
  const table = useRef<HTMLTableElement>(null);
  const index = rows.findIndex(({ version }) => version === selected);
  useEffect(() => {
    if (index >= 0) reveal(index);
  }, [selected]);
  const pick = (version: string) =>
    onPick(picked.includes(version) ? picked.filter((each) => each !== version) : [...picked, version].slice(-2));
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 20, PageUp: -20 };
    const step = steps[event.key];
    if (step !== undefined) {
      const next = rows[Math.max(0, Math.min(rows.length - 1, index + step))];
      if (next !== undefined) onSelect(next.version);
    } else if (event.key === "Home" || event.key === "End") {
      const next = event.key === "Home" ? rows[0] : rows.at(-1);
      if (next !== undefined) onSelect(next.version);
    } else if (event.key === " " && selected !== undefined) pick(selected);
    else return;
    event.preventDefault();
  };
  return (
    <div class="table-scroller" ref={scroller}>
      <table
        ref={table}
        role="grid"
        aria-label={l10n.t("Versions")}
        aria-rowcount={rows.length + 1}
        aria-activedescendant={index >= start && index < end ? `row-${selected}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <thead>
          <tr>
            <th class="pick">
              <span class="visually-hidden">{l10n.t("Pick for a comparison")}</span>
            </th>
            {columns.map((column) => (
              <Head key={column.id} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          <Spacer rows={start} columns={columns.length + 1} />
          {rows.slice(start, end).map((row, offset) => (
            <tr
              key={row.version}
              id={`row-${row.version}`}
              aria-rowindex={start + offset + 2}
              aria-selected={row.version === selected}
              class={row.version === selected ? "selected" : ""}
              onClick={() => onSelect(row.version)}
              data-vscode-context={contextOf(props.view, row)}
            >
              <td class="pick">
                <input
                  type="checkbox"
                  tabIndex={-1}
                  aria-label={l10n.t("Compare v{0}", row.version)}
                  checked={picked.includes(row.version)}
                  onClick={(event) => event.stopPropagation()}
                  onChange={() => pick(row.version)}
                />
              </td>
              {columns.map((column) => (
                <td key={column.id} class={column.isNumber ? "number" : ""}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
          <Spacer rows={rows.length - end} columns={columns.length + 1} />
        </tbody>
      </table>
    </div>
  );
}

/** Takes the place of rows that are not in sight. */
function Spacer(props: { rows: number; columns: number }) {
  if (props.rows <= 0) return null;
  return (
    <tr aria-hidden="true" style={{ height: `${props.rows * rowHeight}px` }}>
      <td colSpan={props.columns} />
    </tr>
  );
}

function Head(props: { column: Column; sort: Sort; onSort: (sort: Sort) => void }) {
  const { column, sort, onSort } = props;
  const isSorted = sort.column === column.id;
  const direction = isSorted ? (sort.isDescending ? "descending" : "ascending") : undefined;
  return (
    <th class={column.isNumber ? "number" : ""} aria-sort={direction}>
      <button
        type="button"
        class="head"
        title={column.label}
        onClick={() => onSort({ column: column.id, isDescending: isSorted ? !sort.isDescending : true })}
      >
        {column.label}
        {isSorted && <Icon name={sort.isDescending ? "arrow-down" : "arrow-up"} />}
      </button>
    </th>
  );
}

/** What VS Code's own context menu knows of a version. */
export function contextOf({ storeId, name, readOnlyReason }: ModelView, { version, aliases }: VersionRow): string {
  return JSON.stringify({
    webviewSection: "version",
    ...{ storeId, name, version },
    isWritable: readOnlyReason === undefined,
    isAliased: aliases.length > 0,
    preventDefaultContextMenuItems: true,
  });
}
