import { type Experiment } from "../../entities.ts";
import { doesNotExist } from "../../errors.ts";
import { parseOrderBy } from "../../search/orderBy.ts";
import { checkMaxResults, createPageToken, parsePageToken } from "../../search/page.ts";
import { parseFilter } from "../../search/parse.ts";
import { compileSearch } from "../../search/sql.ts";
import { inList, raw, type Sql, sql } from "../../search/sqlText.ts";
import { type ExperimentSummary, type Page, type SearchQuery, type ViewType } from "../../store.ts";
import { type Database } from "../database.ts";
import { putPair } from "../pairs.ts";
import { bounded, cutFrom } from "./bounded.ts";
import { experimentNumber } from "./experimentIds.ts";
import { isInView } from "./view.ts";

/** `SqlAlchemyStore.search_experiments` */
export function searchExperiments(
  database: Database,
  { filter, orderBy, viewType, maxResults, pageToken }: SearchQuery,
): Page<"experiments", Experiment> {
  const most = checkMaxResults("experiments", maxResults, "sqlite");
  const {
    joins,
    where,
    orderBy: order,
  } = compileSearch(
    "experiments",
    parseFilter("experiments", filter, "sqlite"),
    parseOrderBy("experiments", orderBy, "sqlite"),
    database,
  );
  const offset = parsePageToken(pageToken);
  const experiments = selectExperiments(
    database,
    sql`${joins} WHERE ${where} AND ${isInView("experiments", viewType)} ORDER BY ${order} LIMIT ${most + 1} OFFSET ${offset}`,
  );
  return {
    experiments: experiments.slice(0, most),
    nextPageToken: experiments.length > most ? createPageToken(offset + most) : undefined,
  };
}

/** `SqlAlchemyStore.get_experiment`: no id means the default experiment. */
export function getExperiment(database: Database, experimentId: string): Experiment {
  const number = experimentNumber(experimentId === "" ? "0" : experimentId);
  const [experiment] = selectExperiments(database, sql`WHERE experiments.experiment_id = ${number}`);
  if (experiment === undefined) throw doesNotExist(`No Experiment with id=${number} exists`);
  return experiment;
}

/** `SqlAlchemyStore.get_experiment_by_name`, deleted ones too. */
export function getExperimentByName(database: Database, name: string): Experiment | undefined {
  return selectExperiments(database, sql`WHERE experiments.name = ${name}`)[0];
}

export function summarizeExperiments(database: Database, viewType?: ViewType): ExperimentSummary[] {
  const rows = database.rows<[string, number | null, number | null]>(sql`
    SELECT CAST(experiments.experiment_id AS TEXT) AS id, active.run_count, active.last_start_time FROM experiments
    LEFT JOIN (
      SELECT experiment_id, count(*) AS run_count, max(start_time) AS last_start_time FROM runs
      WHERE lifecycle_stage = 'active' GROUP BY experiment_id
    ) AS active ON active.experiment_id = experiments.experiment_id
    WHERE ${isInView("experiments", viewType)}`);
  return rows.map(([experimentId, runCount, lastStartTime]) => ({
    experimentId,
    runCount: runCount ?? 0,
    lastStartTime: lastStartTime ?? undefined,
  }));
}

type ExperimentRow = [
  experimentId: string,
  name: string | null,
  artifactLocation: string | null,
  lifecycleStage: string | null,
  creationTime: number | null,
  lastUpdateTime: number | null,
];

function selectExperiments(database: Database, rest: Sql): Experiment[] {
  const rows = database.rows<ExperimentRow>(sql`
    SELECT CAST(experiments.experiment_id AS TEXT) AS id, experiments.name, experiments.artifact_location,
      experiments.lifecycle_stage, experiments.creation_time, experiments.last_update_time
    FROM experiments ${rest}`);
  const tags = new Map<string, Record<string, string>>(rows.map(([experimentId]) => [experimentId, {}]));
  const problems = new Map<string, string[]>();
  const tagRows = database.rows<[string, string, string | null, number | null]>(sql`
    SELECT CAST(experiment_id AS TEXT) AS id, key, ${raw(bounded("value"))}, ${raw(cutFrom("value"))}
    FROM experiment_tags WHERE CAST(experiment_id AS TEXT) IN ${inList([...tags.keys()])}`);
  for (const [experimentId, key, value, bytes] of tagRows) {
    putPair(tags.get(experimentId) ?? {}, key, value ?? "");
    if (bytes === null) continue;
    const problem = `The tag ${key} is ${bytes} bytes long; only its beginning was read.`;
    problems.set(experimentId, [...(problems.get(experimentId) ?? []), problem]);
  }
  return rows.map(([experimentId, name, artifactLocation, lifecycleStage, creationTime, lastUpdateTime]) => ({
    experimentId,
    name: name ?? "",
    artifactLocation: artifactLocation ?? undefined,
    lifecycleStage: lifecycleStage === "deleted" ? "deleted" : "active",
    tags: tags.get(experimentId) ?? {},
    creationTime: creationTime ?? undefined,
    lastUpdateTime: lastUpdateTime ?? undefined,
    ...(problems.has(experimentId) ? { problems: problems.get(experimentId) } : {}),
  }));
}
