import type { Run } from "../mlflow/entities.ts";
import type { MetricRows, TextRow } from "../protocol/compare.ts";

/** A run that could be read, with what is not in it; `undefined` where it could not be read. */
export type ReadRun = Run | undefined;

/** A cell shows this much of a text. */
const maxCellText = 1_000;

/** Tags that the page shows in other rows. */
const shownElsewhere = new Set([
  "mlflow.runName",
  "mlflow.user",
  "mlflow.source.name",
  "mlflow.source.type",
  "mlflow.source.git.commit",
  "mlflow.source.git.branch",
  "mlflow.source.git.repoURL",
  "mlflow.source.git.dirty",
  "mlflow.source.git.diff",
]);

export function paramRows(runs: readonly ReadRun[]): TextRow[] {
  return textRows(runs, (run) => run.params);
}

/** The users' own tags first, then those that MLflow writes. */
export function tagRows(runs: readonly ReadRun[]): TextRow[] {
  const rows = textRows(runs, (run) => run.tags).filter(({ key }) => !shownElsewhere.has(key));
  const isOwn = (row: TextRow) => !row.key.startsWith("mlflow.");
  return [...rows.filter(isOwn), ...rows.filter((row) => !isOwn(row))];
}

/** A row for each use of a dataset: "tiny (training)", its digest in the cells. */
export function datasetRows(runs: readonly ReadRun[]): TextRow[] {
  return textRows(runs, (run) => {
    const digests: Record<string, string> = {};
    for (const { name, digest, tags } of run.datasets) {
      const use = tags["mlflow.data.context"];
      const key = use ? `${name} (${use})` : name;
      digests[key] = key in digests ? `${digests[key]}, ${digest}` : digest;
    }
    return digests;
  });
}

/** Rows of all keys that any run has, by key. */
export function textRows(runs: readonly ReadRun[], valuesOf: (run: Run) => Record<string, string>): TextRow[] {
  const values = runs.map((run) => run && valuesOf(run));
  return sortedKeys(values).map((key) => {
    const texts = values.map((each) => (each !== undefined && Object.hasOwn(each, key) ? each[key] : undefined));
    return textRow(key, texts, runs);
  });
}

/** A row of what is known of each run; `undefined` where it says nothing. */
export function textRow(key: string, texts: readonly (string | undefined)[], runs: readonly ReadRun[]): TextRow {
  return {
    key,
    cells: texts.map((text) => (text === undefined ? null : shortened(text))),
    differs: differs(texts.filter((_, index) => runs[index] !== undefined)),
  };
}

export function metricRows(runs: readonly ReadRun[]): MetricRows {
  const keys = sortedKeys(runs.map((run) => run?.metrics));
  const count = keys.length * runs.length;
  const rows: MetricRows = {
    keys,
    differs: [],
    values: new Float64Array(count),
    present: new Uint8Array(count),
    steps: new Float64Array(count),
  };
  keys.forEach((key, row) => {
    const found = runs.map((run) =>
      run !== undefined && Object.hasOwn(run.metrics, key) ? run.metrics[key] : undefined,
    );
    found.forEach((metric, index) => {
      if (metric === undefined) return;
      const cell = row * runs.length + index;
      rows.values[cell] = metric.value;
      rows.steps[cell] = metric.step;
      rows.present[cell] = 1;
    });
    rows.differs.push(differs(found.filter((_, index) => runs[index] !== undefined).map((metric) => metric?.value)));
  });
  return rows;
}

/** Whether not all are the same; NaN is the same as NaN, and missing is another than any value. */
function differs(values: readonly unknown[]): boolean {
  const [first] = values;
  return values.some((value) => value !== first && !(Number.isNaN(value) && Number.isNaN(first)));
}

function sortedKeys(values: readonly (Record<string, unknown> | undefined)[]): string[] {
  const keys = new Set(values.flatMap((each) => Object.keys(each ?? {})));
  return [...keys].sort(new Intl.Collator(undefined, { numeric: true }).compare);
}

function shortened(text: string): string {
  return text.length > maxCellText ? `${text.slice(0, maxCellText)}…` : text;
}
