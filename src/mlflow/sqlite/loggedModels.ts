import { type LoggedModel, type LoggedModelMetric } from "../entities.ts";
import { doesNotExist } from "../errors.ts";
import { parseOrderBy } from "../search/orderBy.ts";
import { checkMaxResults, createPageToken, parsePageToken } from "../search/page.ts";
import { parseFilter } from "../search/parse.ts";
import { compileSearch } from "../search/sql.ts";
import { inList, type Sql, sql } from "../search/sqlText.ts";
import { type LoggedModelReads, type Page } from "../store.ts";
import { type SqliteContext } from "./context.ts";
import { type Database } from "./database.ts";
import { isOfExperiments } from "./tracking/experimentIds.ts";
import { pairsByOwner } from "./pairs.ts";

/** `LoggedModelStatus`: a number in the database. */
const statuses: readonly string[] = ["UNSPECIFIED", "PENDING", "READY", "FAILED"];

/** The logged models of a database; none before MLflow 3. */
export function sqliteLoggedModels(context: SqliteContext): LoggedModelReads {
  return {
    searchLoggedModels: async (query) => context.read((database) => searchLoggedModels(database, query)),
    getLoggedModel: async (modelId) =>
      context.read((database) => {
        const [model] = selectLoggedModels(database, sql`WHERE model_id = ${modelId} AND lifecycle_stage != 'deleted'`);
        if (model === undefined) throw doesNotExist(`Logged model with ID '${modelId}' not found.`);
        return model;
      }),
  };
}

/** `SqlAlchemyStore.search_logged_models` */
function searchLoggedModels(
  database: Database,
  { experimentIds, filter, orderBy, maxResults, pageToken }: Parameters<LoggedModelReads["searchLoggedModels"]>[0],
): Page<"loggedModels", LoggedModel> {
  const most = checkMaxResults("loggedModels", maxResults, "sqlite");
  const search = compileSearch(
    "loggedModels",
    parseFilter("loggedModels", filter, "sqlite"),
    parseOrderBy("loggedModels", orderBy, "sqlite"),
    database,
  );
  const offset = parsePageToken(pageToken);
  // One more than wanted tells whether another page follows.
  const found = selectLoggedModels(
    database,
    sql`${search.joins} WHERE ${search.where} AND logged_models.lifecycle_stage != 'deleted'
      AND ${isOfExperiments("logged_models.experiment_id", experimentIds)}
      ORDER BY ${search.orderBy} LIMIT ${most + 1} OFFSET ${offset}`,
  );
  return {
    loggedModels: found.slice(0, most),
    nextPageToken: found.length > most ? createPageToken(offset + most) : undefined,
  };
}

type ModelRow = [
  modelId: string,
  experimentId: string,
  name: string,
  artifactLocation: string | null,
  created: number | null,
  updated: number | null,
  status: number | null,
  modelType: string | null,
  sourceRunId: string | null,
];

function selectLoggedModels(database: Database, rest: Sql): LoggedModel[] {
  const rows = database.rows<ModelRow>(sql`
    SELECT logged_models.model_id, CAST(logged_models.experiment_id AS TEXT), logged_models.name,
      logged_models.artifact_location, logged_models.creation_timestamp_ms, logged_models.last_updated_timestamp_ms,
      logged_models.status, logged_models.model_type, logged_models.source_run_id
    FROM logged_models ${rest}`);
  const ids = rows.map(([modelId]) => modelId);
  const tags = pairsByOwner(
    database,
    sql`SELECT model_id, tag_key, tag_value FROM logged_model_tags WHERE model_id IN ${inList(ids)}`,
  );
  const params = pairsByOwner(
    database,
    sql`SELECT model_id, param_key, param_value FROM logged_model_params WHERE model_id IN ${inList(ids)}`,
  );
  const metrics = metricsOf(database, ids);
  return rows.map(([modelId, experimentId, name, location, created, updated, status, modelType, sourceRunId]) => ({
    modelId,
    name,
    experimentId,
    sourceRunId: sourceRunId ?? undefined,
    modelType: modelType ?? undefined,
    status: statuses[status ?? 0] ?? "UNSPECIFIED",
    artifactLocation: location ?? undefined,
    tags: tags.get(modelId) ?? {},
    params: params.get(modelId) ?? {},
    metrics: metrics.get(modelId) ?? [],
    creationTimestamp: created ?? undefined,
    lastUpdatedTimestamp: updated ?? undefined,
  }));
}

type MetricRow = [
  modelId: string,
  key: string,
  value: number | null,
  timestamp: number,
  step: number,
  runId: string | null,
  datasetName: string | null,
  datasetDigest: string | null,
];

function metricsOf(database: Database, ids: readonly string[]): Map<string, LoggedModelMetric[]> {
  const byModel = new Map<string, LoggedModelMetric[]>();
  const rows = database.rows<MetricRow>(sql`
    SELECT model_id, metric_name, metric_value, metric_timestamp_ms, metric_step, run_id, dataset_name, dataset_digest
    FROM logged_model_metrics WHERE model_id IN ${inList(ids)}`);
  for (const [modelId, key, value, timestamp, step, runId, datasetName, datasetDigest] of rows) {
    const metrics = byModel.get(modelId) ?? [];
    metrics.push({
      key,
      // SQLite keeps a NaN as NULL.
      value: value ?? NaN,
      timestamp,
      step,
      runId: runId ?? undefined,
      datasetName: datasetName ?? undefined,
      datasetDigest: datasetDigest ?? undefined,
    });
    byModel.set(modelId, metrics);
  }
  return byModel;
}
