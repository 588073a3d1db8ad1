import * as l10n from "@vscode/l10n";
import type { Aggregate, ColumnInfo, ColumnView, RunsState, RunsView } from "../../src/protocol/runs.ts";
import type { BetterWay } from "../../src/protocol/betterWay.ts";
import { Menu, type MenuItem } from "../ui/menu.tsx";
import { withPin } from "./columnsPanel.tsx";
import { metricOf, showsSteps, tableColumns } from "./model.ts";

/** What may be done with a column. */
export function HeadMenu(props: {
  anchor: Element;
  column: ColumnInfo;
  state: RunsState;
  setView: (change: Partial<RunsView>) => void;
  setBetter: (metric: string, way: BetterWay | null) => void;
  onFilter: () => void;
  onClose: () => void;
}) {
  const { column, setView } = props;
  const { view, better } = props.state;
  const at = view.columns.findIndex(({ id }) => id === column.id);
  const shown = view.columns[at] ?? { id: column.id };
  const change = (next: ColumnView) => setView({ columns: view.columns.with(at, next) });
  const sort = (isAscending: boolean) => setView({ sort: [{ column: column.id, isAscending }] });
  const metric = metricOf(column.id);
  const width = tableColumns(props.state).find(({ id }) => id === column.id)?.width ?? 0;
  const canGroup = column.group === "params" || column.group === "tags" || column.id === "attributes.status";
  const items: MenuItem[] = [
    ...(column.isSortable
      ? [
          { label: l10n.t("Sort Ascending"), run: () => sort(true) },
          { label: l10n.t("Sort Descending"), run: () => sort(false) },
          ...(view.sort.length > 0 ? [{ label: l10n.t("Do Not Sort"), run: () => setView({ sort: [] }) }] : []),
          "separator" as const,
        ]
      : []),
    ...(column.isFilterable ? [{ label: l10n.t("Filter..."), run: props.onFilter }, "separator" as const] : []),
    ...(metric === undefined
      ? []
      : [
          ...valueItems(shown, showsSteps(shown, width), change),
          ...betterItems(better[metric], (way) => props.setBetter(metric, way)),
        ]),
    ...(canGroup
      ? [
          {
            label: l10n.t("Group by {0}", column.title),
            isChecked: view.groupBy === column.id,
            run: () => setView({ groupBy: view.groupBy === column.id ? "" : column.id }),
          },
          "separator" as const,
        ]
      : []),
    ...(column.id === "run"
      ? []
      : [
          {
            label: l10n.t("Pin"),
            isChecked: shown.isPinned === true,
            run: () => change(withPin(shown, shown.isPinned !== true)),
          },
          { label: l10n.t("Hide"), run: () => setView({ columns: view.columns.toSpliced(at, 1) }) },
        ]),
  ];
  while (items.at(-1) === "separator") items.pop();
  return (
    <Menu anchor={props.anchor} label={l10n.t("Menu of {0}", column.title)} items={items} onClose={props.onClose} />
  );
}

function valueItems(shown: ColumnView, hasSteps: boolean, change: (column: ColumnView) => void): MenuItem[] {
  const names: [Aggregate, string][] = [
    ["last", l10n.t("Last Value")],
    ["min", l10n.t("Least Value")],
    ["max", l10n.t("Greatest Value")],
    ["mean", l10n.t("Mean Value")],
  ];
  return [
    ...names.map(([aggregate, label]) => ({
      label,
      isChecked: (shown.aggregate ?? "last") === aggregate,
      run: () => change({ ...shown, aggregate }),
    })),
    "separator",
    {
      label: l10n.t("Bars"),
      isChecked: shown.hasBars === true,
      run: () => change({ ...shown, hasBars: shown.hasBars !== true }),
    },
    // A mean stands for no step.
    ...(shown.aggregate === "mean"
      ? []
      : [{ label: l10n.t("Steps"), isChecked: hasSteps, run: () => change({ ...shown, hasSteps: !hasSteps }) }]),
    "separator",
  ];
}

function betterItems(way: BetterWay | undefined, set: (way: BetterWay | null) => void): MenuItem[] {
  return [
    { label: l10n.t("Higher Is Better"), isChecked: way === "higher", run: () => set("higher") },
    { label: l10n.t("Lower Is Better"), isChecked: way === "lower", run: () => set("lower") },
    { label: l10n.t("Neither Is Better"), isChecked: way === undefined, run: () => set(null) },
    "separator",
  ];
}
