import * as l10n from "@vscode/l10n";
import { useRef, useState } from "preact/hooks";
import type { ChartsView, RunsHost, RunsRows, RunsState, RunsView } from "../../src/protocol/runs.ts";
import { IconButton, LinkButton } from "../ui/controls.tsx";
import { locale, type Remote } from "../ui/host.ts";
import { Icon } from "../ui/icon.tsx";
import { Menu, type MenuItem } from "../ui/menu.tsx";
import { readsHistories } from "./model.ts";

/** The line above the filter: whose runs, how many, and how they are shown. */
export function Toolbar(props: {
  state: RunsState;
  rows: RunsRows;
  isLoading: boolean;
  host: Remote<RunsHost>;
  setView: (change: Partial<RunsView>) => void;
  onColumns: (anchor: Element) => void;
  charts: ChartsView;
  onCharts: (change: Partial<ChartsView>) => void;
}) {
  const { state, rows, host, setView } = props;
  const { view, experiments } = state;
  const [isOpen, setOpen] = useState(false);
  const more = useRef<HTMLSpanElement>(null);
  const columnsButton = useRef<HTMLSpanElement>(null);
  const items: MenuItem[] = [
    {
      label: l10n.t("Nest Runs below Their Parents"),
      isChecked: view.isNested && view.groupBy === undefined,
      run: () => setView({ isNested: !view.isNested, groupBy: "" }),
    },
    {
      label: l10n.t("Group by Parent"),
      isChecked: view.groupBy === "parent",
      run: () => setView({ groupBy: view.groupBy === "parent" ? "" : "parent" }),
    },
    {
      label: l10n.t("Show Deleted Runs"),
      isChecked: view.showsDeleted,
      run: () => setView({ showsDeleted: !view.showsDeleted }),
    },
    {
      label: l10n.t("Only Columns That Differ"),
      isChecked: view.onlyDiffering,
      run: () => setView({ onlyDiffering: !view.onlyDiffering }),
    },
    "separator",
    { label: l10n.t("Copy as MLflow Filter"), run: () => void host.copyFilter() },
    { label: l10n.t("Export to CSV..."), run: () => void host.exportCsv() },
  ];
  const stores = new Set(experiments.map(({ storeId }) => storeId));
  return (
    <header class="toolbar">
      <h1 title={experiments.map(({ name, storeLabel }) => `${name} (${storeLabel})`).join("\n")}>
        {experiments.map(({ name }) => name).join(" + ")}
        {stores.size > 1 && <span class="dim"> {l10n.t("of {0} stores", stores.size)}</span>}
      </h1>
      <LinkButton onClick={() => void host.addExperiments()}>+ {l10n.t("compare experiments")}</LinkButton>
      <span class="grow" />
      <span class="dim" role="status">
        {countText(rows)}
      </span>
      {props.isLoading && readsHistories(state) && (
        <span class="dim reading" role="status">
          {l10n.t("Reading the histories of all runs...")}
        </span>
      )}
      {rows.notes.map((note) => (
        <span key={note} class="note" title={note}>
          <Icon name="info" /> {note}
        </span>
      ))}
      <button type="button" class="view-button" onClick={() => void host.chooseView()}>
        {l10n.t("View: {0}", state.viewName ?? l10n.t("unsaved"))} <Icon name="chevron-down" />
      </button>
      <span ref={columnsButton}>
        <IconButton
          icon="list-selection"
          label={l10n.t("Columns")}
          onClick={() => columnsButton.current && props.onColumns(columnsButton.current)}
        />
      </span>
      <IconButton
        icon="graph-line"
        label={l10n.t("Charts")}
        isPressed={props.charts.isOpen}
        onClick={() => props.onCharts({ isOpen: !props.charts.isOpen })}
      />
      <IconButton icon="desktop-download" label={l10n.t("Export to CSV...")} onClick={() => void host.exportCsv()} />
      <span ref={more}>
        <IconButton icon="ellipsis" label={l10n.t("More Actions")} onClick={() => setOpen(true)} />
      </span>
      {isOpen && more.current !== null && (
        <Menu anchor={more.current} label={l10n.t("More Actions")} items={items} onClose={() => setOpen(false)} />
      )}
    </header>
  );
}

function countText({ matching, total, isLowerBound }: RunsRows): string {
  const number = (count: number) => new Intl.NumberFormat(locale).format(count);
  if (isLowerBound) return l10n.t("{0}+ runs", number(matching));
  if (total === 1 && matching === 1) return l10n.t("1 of 1 run");
  return l10n.t("{0} of {1} runs", number(matching), number(total));
}
