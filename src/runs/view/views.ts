import * as vscode from "vscode";
import type { ChartsView, ColumnView, Condition, RunsView, RunTest, SortKey } from "../../protocol/runs.ts";

/** What is set before anyone sets anything. */
export const initialView: RunsView = {
  columns: [],
  filter: "",
  conditions: [],
  sort: [],
  isNested: true,
  onlyDiffering: false,
  showsDeleted: false,
};

const ofPages = "runs.view";
const saved = "runs.views";
/** Pages beyond these forget what was set for them longest ago. */
const maxPages = 100;

/** The views of the workspace: what was set for each page, and those that have a name. */
export interface Views {
  /** What a page showed last; for one that is new, what was set for the page before it, but for its filters. */
  load(page: string): RunsView;
  /** Whether something was set for the page itself. */
  isKept(page: string): boolean;
  keep(page: string, view: RunsView): Promise<void>;
  /** By name: those saved in this workspace and those of the setting `mlflowLens.views`. */
  named(): ReadonlyMap<string, { view: RunsView; isShared: boolean }>;
  save(name: string, view: RunsView): Promise<void>;
  /** Writes a view into the workspace's settings, where others get it with the repository. */
  share(name: string, view: RunsView): Promise<void>;
  remove(name: string): Promise<void>;
}

export function openViews(memento: vscode.Memento): Views {
  const pages = () => memento.get<Record<string, unknown>>(ofPages, {});
  const own = () => memento.get<Record<string, unknown>>(saved, {});
  const configuration = () => vscode.workspace.getConfiguration("mlflowLens");
  const shared = () => configuration().get<Record<string, unknown>>("views", {});
  const target =
    vscode.workspace.workspaceFolders === undefined
      ? vscode.ConfigurationTarget.Global
      : vscode.ConfigurationTarget.Workspace;
  return {
    load(page) {
      const known = pages()[page];
      if (known !== undefined) return viewOf(known);
      const last = Object.values(pages()).at(-1);
      return last === undefined ? initialView : { ...viewOf(last), filter: "", conditions: [], groupBy: undefined };
    },
    isKept: (page) => pages()[page] !== undefined,
    async keep(page, view) {
      // The last one is the newest.
      const others = Object.entries(pages()).filter(([known]) => known !== page);
      const entries = [...others, [page, view] as const].slice(-maxPages);
      await memento.update(ofPages, Object.fromEntries(entries));
    },
    named() {
      const views = new Map<string, { view: RunsView; isShared: boolean }>();
      for (const [name, view] of Object.entries(shared())) views.set(name, { view: viewOf(view), isShared: true });
      for (const [name, view] of Object.entries(own())) views.set(name, { view: viewOf(view), isShared: false });
      return views;
    },
    async save(name, view) {
      await memento.update(saved, { ...own(), [name]: view });
    },
    async share(name, view) {
      await configuration().update("views", { ...shared(), [name]: view }, target);
    },
    async remove(name) {
      const without = (views: Record<string, unknown>) =>
        Object.fromEntries(Object.entries(views).filter(([known]) => known !== name));
      if (own()[name] !== undefined) await memento.update(saved, without(own()));
      else await configuration().update("views", without(shared()), target);
    },
  };
}

/** A view from settings or storage, whatever is written there: what is no part of a view is left out. */
export function viewOf(value: unknown): RunsView {
  const from = isRecord(value) ? value : {};
  return {
    columns: list(from.columns, columnOf),
    filter: typeof from.filter === "string" ? from.filter : "",
    conditions: list(from.conditions, conditionOf),
    sort: list(from.sort, sortOf),
    ...(typeof from.groupBy === "string" && { groupBy: from.groupBy }),
    isNested: from.isNested !== false,
    onlyDiffering: from.onlyDiffering === true,
    showsDeleted: from.showsDeleted === true,
    ...(isRecord(from.charts) && { charts: chartsOf(from.charts) }),
  };
}

const chartKinds = ["lines", "bar", "scatter", "box", "parallel", "importance", "difference"] as const;

function chartsOf({ isOpen, kind, share, x, y, axes, baseline }: Record<string, unknown>): ChartsView {
  return {
    isOpen: isOpen === true,
    kind: chartKinds.find((known) => known === kind) ?? "lines",
    share: typeof share === "number" ? Math.max(0.15, Math.min(0.85, share)) : 0.5,
    ...(typeof x === "string" && { x }),
    ...(typeof y === "string" && { y }),
    ...(typeof baseline === "string" && { baseline }),
    ...(Array.isArray(axes) && { axes: axes.map(String) }),
  };
}

function columnOf({
  id,
  width,
  isPinned,
  aggregate,
  hasBars,
  hasSteps,
}: Record<string, unknown>): ColumnView | undefined {
  if (typeof id !== "string") return undefined;
  return {
    id,
    ...(typeof width === "number" && { width: Math.max(36, Math.min(2_000, width)) }),
    ...(isPinned === true && { isPinned }),
    ...aggregateOf(aggregate),
    ...(hasBars === true && { hasBars }),
    ...(typeof hasSteps === "boolean" && { hasSteps }),
  };
}

function aggregateOf(aggregate: unknown): { aggregate?: "min" | "max" | "mean" } {
  return aggregate === "min" || aggregate === "max" || aggregate === "mean" ? { aggregate } : {};
}

function sortOf({ column, isAscending }: Record<string, unknown>): SortKey | undefined {
  return typeof column === "string" ? { column, isAscending: isAscending === true } : undefined;
}

function conditionOf({ tests }: Record<string, unknown>): Condition | undefined {
  const found = list(tests, testOf);
  return found.length === 0 ? undefined : { tests: found };
}

function testOf({ aggregate, ...test }: Record<string, unknown>): RunTest | undefined {
  const found = plainTestOf(test);
  return found && { ...found, ...aggregateOf(aggregate) };
}

function plainTestOf({ column, kind, text, values, from, to, days }: Record<string, unknown>): RunTest | undefined {
  if (typeof column !== "string") return undefined;
  switch (kind) {
    case "contains":
    case "matches":
      return typeof text === "string" ? { column, kind, text } : undefined;
    case "is":
      return Array.isArray(values) ? { column, kind, values: values.map(String) } : undefined;
    case "between": {
      const bounds = { ...(typeof from === "number" && { from }), ...(typeof to === "number" && { to }) };
      return { column, kind, ...bounds };
    }
    case "lastDays":
      return typeof days === "number" ? { column, kind, days } : undefined;
    case "missing":
    case "present":
      return { column, kind };
  }
  return undefined;
}

function list<T>(value: unknown, read: (entry: Record<string, unknown>) => T | undefined): T[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) => (isRecord(entry) ? (read(entry) ?? []) : []));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
