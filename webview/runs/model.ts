import * as l10n from "@vscode/l10n";
import type {
  Aggregate,
  ChartsView,
  ColumnId,
  ColumnInfo,
  ColumnView,
  Condition,
  RunsState,
  RunTest,
} from "../../src/protocol/runs.ts";
import type { TableColumn } from "../ui/table/model.ts";

export const initialCharts: ChartsView = { isOpen: false, kind: "lines", share: 0.5 };

export const groupTitles = (): Record<ColumnInfo["group"], string> => ({
  run: "",
  metrics: l10n.t("Metrics"),
  params: l10n.t("Parameters"),
  tags: l10n.t("Tags"),
});

const widths: Record<string, number> = {
  run: 230,
  "attributes.start_time": 64,
  duration: 84,
  "attributes.end_time": 170,
  "attributes.status": 84,
  "attributes.run_id": 250,
  commit: 72,
};
const groupWidths: Record<ColumnInfo["group"], number> = { run: 120, metrics: 92, params: 100, tags: 110 };

/** From this width on a metric's step stands beside its value unasked. */
const widthWithSteps = 150;
/** The greatest width of a pinned column on a narrow page. */
const narrowPinned = 168;
/** What a step takes of a column's width. */
const stepWidth = 62;

/** Whether the steps of a metric's column are shown. */
export function showsSteps({ aggregate, hasSteps }: ColumnView, width: number): boolean {
  return aggregate !== "mean" && (hasSteps ?? width >= widthWithSteps);
}

/** The key of a metric's column. */
export function metricOf(column: ColumnId): string | undefined {
  return column.startsWith("metrics.") ? column.slice("metrics.".length) : undefined;
}

/** The columns that are shown, as the table takes them. */
export function tableColumns({ shown, columns, view, better }: RunsState, { isNarrow = false } = {}): TableColumn[] {
  const infos = new Map(columns.map((info) => [info.id, info]));
  const titles = groupTitles();
  return shown.flatMap((column): TableColumn[] => {
    const info = infos.get(column.id);
    if (info === undefined) return [];
    const sortedAt = view.sort.findIndex((key) => key.column === column.id);
    const sort = view.sort[sortedAt];
    const isFiltered = view.conditions.some(({ tests }) => tests.some((test) => test.column === column.id));
    const way = better[metricOf(column.id) ?? ""];
    const marks = [
      ...(way === undefined
        ? []
        : [
            {
              icon: way === "higher" ? "triangle-up" : "triangle-down",
              label: way === "higher" ? l10n.t("higher is better") : l10n.t("lower is better"),
            },
          ]),
      ...(isFiltered ? [{ icon: "filter-filled", label: l10n.t("filtered") }] : []),
      ...(view.groupBy === column.id ? [{ icon: "group-by-ref-type", label: l10n.t("grouped") }] : []),
    ];
    const aggregate = column.aggregate === undefined || column.aggregate === "last" ? "" : ` ${column.aggregate}`;
    // Long keys need room, short ones little.
    const markWidth = way === undefined ? 0 : 16;
    const fitting = Math.min(200, 28 + markWidth + 7.5 * (info.title.length + aggregate.length));
    const own = widths[column.id] ?? Math.round(Math.max(groupWidths[info.group], fitting));
    const wanted = column.width ?? (column.hasSteps === true ? own + stepWidth : own);
    // What is pinned must leave room for what scrolls.
    const width = isNarrow && column.isPinned === true ? Math.min(wanted, narrowPinned) : wanted;
    const isMetric = info.group === "metrics";
    return [
      {
        id: column.id,
        title: info.title + aggregate,
        group: titles[info.group],
        width,
        ...(isMetric && { showsSeconds: showsSteps(column, width) }),
        isPinned: column.isPinned === true,
        isNumber: info.isNumber,
        ...(sort && {
          sort: { isAscending: sort.isAscending, ...(view.sort.length > 1 && { place: sortedAt + 1 }) },
        }),
        ...(marks.length > 0 && { marks }),
      },
    ];
  });
}

/** Whether whole histories must be gone through to arrange the runs. */
export function readsHistories({ view }: RunsState): boolean {
  const isSummary = (aggregate: Aggregate | undefined) => aggregate !== undefined && aggregate !== "last";
  const aggregates = new Map(view.columns.map(({ id, aggregate }) => [id, aggregate]));
  return (
    view.sort.some(({ column }) => isSummary(aggregates.get(column))) ||
    view.conditions.some(({ tests }) => tests.some(({ aggregate }) => isSummary(aggregate)))
  );
}

/** A condition in words, for its chip. */
export function describeCondition({ tests }: Condition, titleOf: (column: string) => string): string {
  const nameOf = ({ column, aggregate = "last" }: RunTest) =>
    aggregate === "last" ? titleOf(column) : `${titleOf(column)} ${aggregate}`;
  return tests.map((test) => describeTest(test, nameOf(test))).join(` ${l10n.t("or")} `);
}

function describeTest(test: RunTest, title: string): string {
  switch (test.kind) {
    case "contains":
      return l10n.t("{0} contains {1}", title, test.text);
    case "matches":
      return l10n.t("{0} matches /{1}/", title, test.text);
    case "is":
      return l10n.t("{0} is {1}", title, test.values.map((value) => valueName(test.column, value)).join(", "));
    case "between":
      if (test.from === undefined) return `${title} ≤ ${test.to ?? "…"}`;
      return test.to === undefined ? `${title} ≥ ${test.from}` : `${test.from} ≤ ${title} ≤ ${test.to}`;
    case "lastDays":
      return test.days === 1 ? l10n.t("Last day") : l10n.t("Last {0} days", test.days);
    case "missing":
      return l10n.t("{0} is missing", title);
    case "present":
      return l10n.t("{0} is there", title);
  }
}

function valueName(column: string, value: string): string {
  return column === "attributes.status" ? value.toLowerCase() : value;
}
