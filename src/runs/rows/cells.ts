import { basename } from "node:path/posix";
import * as vscode from "vscode";
import type { Run, RunStatus } from "../../mlflow/entities.ts";
import { formatAge, formatCount, formatDuration, formatNumber, formatTime, numberFormat } from "../../mlflow/format.ts";
import type { RunColumn } from "../../mlflow/store.ts";
import type { Aggregate, ColumnId, ColumnView } from "../../protocol/runs.ts";
import { statusName } from "../../views/status.ts";
import type { EntryWindow } from "./arrangement.ts";
import { groupOf, readsOf, stepOf } from "../view/columns.ts";
import type { Value } from "./conditions.ts";
import { type Summary } from "./rowTree.ts";

/** A cell as it is shown, and what it is exactly. */
export interface Cell {
  readonly text: string;
  readonly exact: string;
  /** On hover, where that is more than what it is exactly. */
  readonly title?: string;
  /** A quiet text beside it. */
  readonly second?: string;
}

export const noCell: Cell = { text: "–", exact: "" };
/** Of a group where it has nothing to say. */
export const emptyCell: Cell = { text: "", exact: "" };
/** A value is as long as its writer liked. */
const maxText = 300;
const maxExact = 2_000;

/** What cells are made of besides the window's own values. */
export interface CellSources {
  readonly experimentName: (storeId: string, experimentId: string) => string;
  readonly storeLabel: (storeId: string) => string;
  /** Whole runs by `storeId/runId`, where a column needs them. */
  readonly runs: ReadonlyMap<string, Run>;
}

/** The cells of a column for the runs of a window. */
export function cellOf(column: ColumnView, window: EntryWindow, sources: CellSources): (place: number) => Cell {
  const { id } = column;
  const locale = vscode.env.language;
  const entryOf = (place: number) => {
    const entry = window.entries[place];
    return entry?.kind === "run" ? entry : undefined;
  };
  if (groupOf(id) === "metrics") return metricCell(column, window);
  switch (id) {
    case "attributes.start_time": {
      const value = window.value(id);
      return (place) => timeCell(value(place), (time) => formatAge(time, locale));
    }
    case "attributes.end_time": {
      const value = window.value(id);
      return (place) => timeCell(value(place), (time) => formatTime(time, locale));
    }
    case "duration": {
      const value = durationOf(window.value);
      return (place) => {
        const ms = value(place);
        return typeof ms === "number" ? { text: formatDuration(ms, locale), exact: `${ms} ms` } : noCell;
      };
    }
    case "attributes.status": {
      const value = window.value(id);
      return (place) => textCell(statusName(value(place) as RunStatus));
    }
    case "experiment": {
      const value = window.value("attributes.experiment_id");
      return (place) =>
        textCell(sources.experimentName(entryOf(place)?.source.storeId ?? "", String(value(place) ?? "")));
    }
    case "store":
      return (place) => textCell(sources.storeLabel(entryOf(place)?.source.storeId ?? ""));
    case "source": {
      const value = window.value("tags.mlflow.source.name");
      return (place) => {
        const source = value(place);
        return source === undefined ? noCell : { text: basename(String(source)), exact: String(source) };
      };
    }
    case "commit": {
      const value = window.value("tags.mlflow.source.git.commit");
      return (place) => {
        const commit = value(place);
        return commit === undefined ? noCell : { text: String(commit).slice(0, 7), exact: String(commit) };
      };
    }
    case "datasets":
    case "models":
      return (place) => {
        const entry = entryOf(place);
        const run = entry && sources.runs.get(`${entry.source.storeId}/${entry.runId}`);
        return run === undefined ? noCell : id === "datasets" ? datasetsCell(run) : modelsCell(run);
      };
  }
  const value = window.value(id === "run" ? "attributes.run_name" : id);
  return (place) => textCell(value(place));
}

/** The value that the column shows, with its step. */
function metricCell(column: ColumnView, window: EntryWindow): (place: number) => Cell {
  const value = valueOf(column.id, window.value, column.aggregate);
  const stepRead = stepOf(column);
  const step = stepRead === undefined ? () => undefined : window.value(stepRead);
  return (place) => {
    const cell = numberCell(value(place));
    const at = step(place);
    if (cell === noCell || typeof at !== "number") return cell;
    return {
      ...cell,
      title: vscode.l10n.t("{0} (step {1})", cell.exact, at),
      second: vscode.l10n.t("step {0}", formatCount(at, vscode.env.language)),
    };
  };
}

/**
 * A column as a number or a text, for conditions, sorts and charts; not for datasets and models.
 *
 * @param aggregate of a metric
 */
export function valueOf(
  id: ColumnId,
  value: (column: RunColumn) => (row: number) => Value,
  aggregate?: Aggregate,
): (row: number) => Value {
  if (id === "duration") return durationOf(value);
  const [read] = readsOf(id, aggregate) ?? [];
  return read === undefined ? () => undefined : value(read);
}

function durationOf(value: (column: RunColumn) => (row: number) => Value): (row: number) => Value {
  const [start, end] = [value("attributes.start_time"), value("attributes.end_time")];
  return (row) => {
    const [from, to] = [start(row), end(row)];
    return typeof from === "number" && typeof to === "number" ? to - from : undefined;
  };
}

export function numberCell(value: Value): Cell {
  if (typeof value !== "number") return noCell;
  return { text: formatNumber(value, vscode.env.language), exact: String(value) };
}

/** "0.967 ± 0.012", and all of it on hover. */
export function summaryCell(summary: Summary | undefined): Cell {
  if (summary === undefined) return noCell;
  const { count, mean, min, max, deviation } = summary;
  const number = (value: number) => formatNumber(value, vscode.env.language);
  // Of a deviation two digits are more than it is known by.
  const spread = numberFormat(vscode.env.language, { maximumSignificantDigits: 2 }).format(deviation);
  const text = count === 1 ? number(mean) : `${number(mean)} ± ${spread}`;
  const exact = vscode.l10n.t(
    "mean {0}, least {1}, greatest {2}, standard deviation {3}, of {4} runs",
    ...[mean, min, max, deviation].map(String),
    count,
  );
  return { text, exact };
}

export function textCell(value: Value): Cell {
  if (value === undefined) return noCell;
  const text = String(value);
  return { text: cut(text.replaceAll(/\s+/g, " "), maxText), exact: cut(text, maxExact) };
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}

function timeCell(time: Value, format: (time: number) => string): Cell {
  if (typeof time !== "number") return noCell;
  return { text: format(time), exact: formatTime(time, vscode.env.language) };
}

function datasetsCell({ datasets }: Run): Cell {
  if (datasets.length === 0) return noCell;
  return {
    text: cut(datasets.map(({ name }) => name).join(", "), maxText),
    exact: cut(
      datasets
        .map(({ name, digest, tags }) => [name, digest, tags["mlflow.data.context"]].filter(Boolean).join(" · "))
        .join("\n"),
      maxExact,
    ),
  };
}

function modelsCell({ modelOutputs, tags }: Run): Cell {
  const logged = modelOutputs.map(({ modelId }) => modelId);
  const older = [...(tags["mlflow.log-model.history"] ?? "").matchAll(/"artifact_path": ?"([^":]+)"/g)].map(
    ([, path]) => path ?? "",
  );
  const models = logged.length > 0 ? logged : [...new Set(older)];
  if (models.length === 0) return noCell;
  return { text: cut(models.join(", "), maxText), exact: cut(models.join("\n"), maxExact) };
}
