import * as l10n from "@vscode/l10n";
import { useState } from "preact/hooks";
import type { ColumnInfo, ColumnView, RunsState, RunsView } from "../../src/protocol/runs.ts";
import { Checkbox, IconButton, LinkButton, TextField } from "../ui/controls.tsx";
import { Popover } from "../ui/popover.tsx";
import { groupTitles } from "./model.ts";

/** So many columns are listed; the others are found by searching. */
const maxListed = 300;

/** Which columns are shown, pinned, and in which order. */
export function ColumnsPanel(props: {
  anchor: Element;
  state: RunsState;
  setView: (change: Partial<RunsView>) => void;
  onClose: () => void;
}) {
  const { view, columns } = props.state;
  const [search, setSearch] = useState("");
  const shown = view.columns;
  const isFound = ({ title }: { title: string }) => title.toLowerCase().includes(search.trim().toLowerCase());
  const set = (next: readonly ColumnView[]) => props.setView({ columns: [...next] });
  const infos = new Map(columns.map((info) => [info.id, info]));
  const inOrder = shown.flatMap(({ id }) => infos.get(id) ?? []).filter(isFound);
  const hidden = columns.filter(({ id }) => !shown.some((column) => column.id === id)).filter(isFound);
  const titles = { ...groupTitles(), run: l10n.t("Attributes") };
  return (
    <Popover anchor={props.anchor} label={l10n.t("Columns")} class="columns" onClose={props.onClose}>
      <TextField
        label={l10n.t("Search columns")}
        placeholder={l10n.t("Search columns")}
        icon="search"
        value={search}
        onInput={setSearch}
      />
      <div class="columns-options">
        <Checkbox isChecked={view.onlyDiffering} onChange={(onlyDiffering) => props.setView({ onlyDiffering })}>
          {l10n.t("Only columns that differ")}
        </Checkbox>
        <LinkButton onClick={() => set([])}>{l10n.t("Reset")}</LinkButton>
      </div>
      <div class="columns-list" tabIndex={-1}>
        <h3>{l10n.t("Shown")}</h3>
        {inOrder.map((info) => (
          <ShownColumn key={info.id} info={info} shown={shown} onChange={set} />
        ))}
        {(["run", "metrics", "params", "tags"] as const).map((group) => {
          const of = hidden.filter((info) => info.group === group);
          if (of.length === 0) return null;
          return (
            <section key={group}>
              <div class="columns-group">
                <h3>{titles[group]}</h3>
                <LinkButton onClick={() => set([...shown, ...of.map(({ id }) => ({ id }))])}>
                  {l10n.t("Show all {0}", of.length)}
                </LinkButton>
              </div>
              {of.slice(0, maxListed).map(({ id, title }) => (
                <Checkbox key={id} isChecked={false} onChange={() => set([...shown, { id }])}>
                  {title}
                </Checkbox>
              ))}
            </section>
          );
        })}
      </div>
    </Popover>
  );
}

function ShownColumn(props: {
  info: ColumnInfo;
  shown: readonly ColumnView[];
  onChange: (columns: readonly ColumnView[]) => void;
}) {
  const { info, shown, onChange } = props;
  const at = shown.findIndex(({ id }) => id === info.id);
  const column = shown[at];
  if (column === undefined) return null;
  const moved = (to: number) => onChange(shown.toSpliced(at, 1).toSpliced(to, 0, column));
  const isRun = info.id === "run";
  return (
    <div class="shown-column">
      <Checkbox isChecked onChange={() => (isRun ? undefined : onChange(shown.toSpliced(at, 1)))}>
        {info.title}
      </Checkbox>
      <span class="shown-actions">
        <IconButton
          icon={column.isPinned ? "pinned" : "pin"}
          label={column.isPinned ? l10n.t("Unpin {0}", info.title) : l10n.t("Pin {0}", info.title)}
          isPressed={column.isPinned === true}
          isDisabled={isRun}
          onClick={() => onChange(shown.with(at, withPin(column, column.isPinned !== true)))}
        />
        <IconButton
          icon="arrow-up"
          label={l10n.t("Move {0} up", info.title)}
          isDisabled={at === 0}
          onClick={() => moved(at - 1)}
        />
        <IconButton
          icon="arrow-down"
          label={l10n.t("Move {0} down", info.title)}
          isDisabled={at === shown.length - 1}
          onClick={() => moved(at + 1)}
        />
      </span>
    </div>
  );
}

export function withPin(column: ColumnView, isPinned: boolean): ColumnView {
  return { ...column, isPinned };
}
