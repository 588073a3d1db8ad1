import type { ModelVersion, Run } from "../../mlflow/entities.ts";
import type { Columns, ModelView, NowEntry, VersionRow } from "../../protocol/model.ts";
import { rulesFor } from "../checks.ts";
import { standings, validatorOf } from "../history/now.ts";
import { isHistoryTag } from "../history/record.ts";
import { stageName } from "../words.ts";
import { runOf, type ModelReader, type Snapshot } from "./snapshot.ts";

/** Columns that a page shows at first. */
const metricsAtFirst = 2;
const paramsAtFirst = 1;
const maxSummary = 200;

/** The model with a row for each version. */
export async function readView(
  reader: ModelReader,
  wanted: Columns | null,
): Promise<Omit<ModelView, "storeId" | "storeLabel">> {
  const snapshot = await reader.snapshot();
  const { model, versions } = snapshot;
  const keys = keysOf(versions.flatMap((version) => runOf(snapshot, version) ?? []));
  const columns = wanted ?? {
    metrics: keys.metrics.filter((key) => !key.startsWith("system/")).slice(0, metricsAtFirst),
    params: keys.params.slice(0, paramsAtFirst),
  };
  return {
    name: model.name,
    description: model.description ?? "",
    tags: ownTags(model.tags),
    now: nowEntries(snapshot),
    versions: versions.map((version) => rowOf(snapshot, version, columns)),
    keys,
    columns,
    hasChecks: rulesFor(model.name, "Production").length > 0,
    problems: model.problems,
  };
}

/** What users set; MLflow's own tags and the history are shown elsewhere. */
export function ownTags(tags: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(tags)
    .filter(([key]) => !isHistoryTag(key) && !key.startsWith("mlflow."))
    .sort(([a], [b]) => a.localeCompare(b));
}

function keysOf(runs: readonly Run[]): Columns {
  const sorted = (keys: Iterable<string>) => [...new Set(keys)].sort((a, b) => a.localeCompare(b));
  return {
    metrics: sorted(runs.flatMap(({ metrics }) => Object.keys(metrics))),
    params: sorted(runs.flatMap(({ params }) => Object.keys(params))),
  };
}

function rowOf(snapshot: Snapshot, version: ModelVersion, columns: Columns): VersionRow {
  const run = runOf(snapshot, version);
  return {
    version: version.version,
    stage: version.currentStage,
    aliases: version.aliases,
    summary: (version.description ?? "").slice(0, maxSummary).replaceAll(/\s+/g, " ").trim(),
    status: version.status === "READY" ? "" : version.statusMessage || version.status,
    createdAt: version.creationTimestamp,
    createdBy: version.userId || run?.userId || run?.tags["mlflow.user"],
    runId: version.runId,
    runName: run?.runName,
    datasets: run?.datasets.map(({ name }) => name) ?? [],
    metrics: picked(columns.metrics, (key) => {
      const metric = run?.metrics[key];
      return metric && String(metric.value);
    }),
    params: picked(columns.params, (key) => run?.params[key]),
    validatedBy: validatorOf(version, snapshot.ledger),
    problems: version.problems,
  };
}

function picked(keys: readonly string[], valueOf: (key: string) => string | undefined): Record<string, string> {
  return Object.fromEntries(
    keys.flatMap((key) => {
      const value = valueOf(key);
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

function nowEntries({ model, versions, ledger }: Snapshot): NowEntry[] {
  return standings(model, versions, ledger).map(({ kind, name, version, entry }) => ({
    kind,
    label: kind === "stage" ? stageName(name as ModelVersion["currentStage"]) : name,
    stage: kind === "stage" ? (name as ModelVersion["currentStage"]) : undefined,
    version,
    since: entry?.at,
    isCertain: entry?.isElsewhere === false,
    by: entry?.by,
    why: entry?.why,
    validatedBy: entry?.validatedBy,
  }));
}
