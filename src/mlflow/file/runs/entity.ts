import { type Dataset, type Metric, type Run, type RunStatus } from "../../entities.ts";
import { type Datasets } from "./datasets.ts";
import { readLongText } from "./look/keyLook.ts";
import { type RunLinks } from "./scan/links.ts";
import { statuses } from "./scan/meta.ts";
import { longText } from "./scan/scan.ts";
import { cellKinds, findCell, linksOf, type RunsTable } from "./table/table.ts";

/**
 * The entity of a run whose details are up to date, to be called inside `withYaml`: data sets are read.
 */
export function runEntity(table: RunsTable, row: number, datasets: Datasets): Run {
  const { rows, values } = table;
  const links = linksOf(table, row);
  const problems = problemsOf(table, row);
  return {
    runId: table.names[row]!,
    runName: runNameOf(table, row) ?? "",
    experimentId: table.folder.experimentId,
    userId: values.text(rows.userId[row]!),
    status: statusOf(table, row),
    startTime: numberOrNothing(rows.startTime[row]!),
    endTime: numberOrNothing(rows.endTime[row]!),
    lifecycleStage: rows.isDeleted[row] === 1 ? "deleted" : "active",
    artifactUri: values.text(rows.artifactUri[row]!),
    params: textsOf(table, row, "params"),
    tags: textsOf(table, row, "tags"),
    metrics: metricsOf(table, row),
    datasets: datasetsOf(table, links, datasets, problems),
    modelInputs: (links?.modelInputs ?? []).map((modelId) => ({ modelId })),
    modelOutputs: links?.modelOutputs ?? [],
    problems: problems.length === 0 ? undefined : problems,
  };
}

/** A run whose meta.yaml does not tell is damaged, and not running. */
export function statusOf(table: RunsTable, row: number): RunStatus {
  return statuses[table.rows.status[row]!] ?? "FAILED";
}

/** NaN stands for what is absent. */
export function numberOrNothing(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}

/** As MLflow: the tag where meta.yaml names none. A line end that a text editor added to the tag is not part of it. */
export function runNameOf(table: RunsTable, row: number): string | undefined {
  const name = table.values.text(table.rows.runName[row]!);
  if (name !== undefined) return name;
  const cell = findCell(table, row, "tags", table.keys.find("mlflow.runName"));
  return cell === -1 ? undefined : table.values.text(table.texts.value[cell]!)?.trimEnd();
}

export function problemsOf(table: RunsTable, row: number): string[] {
  return [table.rows.metaProblems[row]!, table.rows.problems[row]!].flatMap(
    (code) => table.values.text(code)?.split("\n") ?? [],
  );
}

function textsOf(table: RunsTable, row: number, kind: "params" | "tags"): Record<string, string> {
  const { start, count } = cellKinds[kind];
  const { key: keys, value: values } = table.texts;
  const texts: Record<string, string> = {};
  const from = table.rows[start][row]!;
  for (let cell = from; cell < from + table.rows[count][row]!; cell++) {
    const key = table.keys.text(keys[cell]!);
    const code = values[cell]!;
    const text = code === longText ? readLongText(table, row, kind, key) : table.values.text(code);
    if (text !== undefined) setOwn(texts, key, text);
  }
  return texts;
}

function metricsOf(table: RunsTable, row: number): Record<string, Metric> {
  const { key: keys, value, timestamp, step } = table.metrics;
  const metrics: Record<string, Metric> = {};
  const from = table.rows.metricsStart[row]!;
  for (let cell = from; cell < from + table.rows.metricsCount[row]!; cell++) {
    setOwn(metrics, table.keys.text(keys[cell]!), {
      value: value[cell]!,
      timestamp: timestamp[cell]!,
      step: step[cell]!,
    });
  }
  return metrics;
}

function datasetsOf(table: RunsTable, links: RunLinks | undefined, datasets: Datasets, problems: string[]): Dataset[] {
  return (links?.datasets ?? []).flatMap(({ id, tags }) => {
    const dataset = datasets.get(table.folder.path, id);
    if (dataset === undefined) return [];
    if (typeof dataset !== "string") return [{ ...dataset, tags }];
    problems.push(`The data set ${id} is damaged. ${dataset}`);
    return [];
  });
}

/** A param may be called `__proto__`. */
function setOwn<T>(record: Record<string, T>, key: string, value: T): void {
  if (key === "__proto__")
    Object.defineProperty(record, key, { value, enumerable: true, writable: true, configurable: true });
  else record[key] = value;
}
