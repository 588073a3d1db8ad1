import * as l10n from "@vscode/l10n";
import type { Aggregate, ColumnInfo, ColumnView, RunsState, RunsView } from "../../src/protocol/runs.ts";
import { Menu, type MenuItem } from "../ui/menu.tsx";
import { withPin } from "./columnsPanel.tsx";

/** What may be done with a column. */
export function HeadMenu(props: {
  anchor: Element;
  column: ColumnInfo;
  state: RunsState;
  setView: (change: Partial<RunsView>) => void;
  onFilter: () => void;
  onClose: () => void;
}) {
  const { column, setView } = props;
  const { view } = props.state;
  const at = view.columns.findIndex(({ id }) => id === column.id);
  const shown = view.columns[at] ?? { id: column.id };
  const change = (next: ColumnView) => setView({ columns: view.columns.with(at, next) });
  const sort = (isAscending: boolean) => setView({ sort: [{ column: column.id, isAscending }] });
  const isMetric = column.group === "metrics";
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
    ...(isMetric ? metricItems(shown, change) : []),
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

function metricItems(shown: ColumnView, change: (column: ColumnView) => void): MenuItem[] {
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
    "separator",
  ];
}
