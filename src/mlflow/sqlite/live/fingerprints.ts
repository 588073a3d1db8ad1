import { inList, sql, type Sql } from "../../search/sqlText.ts";
import { type Change } from "../../store.ts";
import { type Database } from "../database.ts";

// What MLflow changes in place leaves no new row: it is read again and compared.

/** Rows of a small table joined to one text for each owner. */
type Fingerprints = Map<string, string>;

/** Beyond so many rows the registry is not compared row by row; its changes are told without names. */
const maxRegistryRows = 5_000;

function fingerprintsOf(database: Database, statement: Sql): Fingerprints {
  const prints: Fingerprints = new Map();
  for (const [owner, ...values] of database.rows(statement)) {
    const key = String(owner);
    prints.set(key, `${prints.get(key) ?? ""}${JSON.stringify(values)}`);
  }
  return prints;
}

export function experimentFingerprint(database: Database): string {
  const rows = database.rows(sql`
    SELECT CAST(experiment_id AS TEXT) AS id, name, lifecycle_stage, artifact_location, last_update_time
    FROM experiments`);
  const tags = database.rows(sql`SELECT CAST(experiment_id AS TEXT) AS id, key, value FROM experiment_tags`);
  return JSON.stringify([rows, tags]);
}

/** By registered model; a single one under "" where there are too many to be told apart. */
export function registryFingerprints(database: Database): Fingerprints {
  const counted = sql`SELECT
    (SELECT count(*) FROM model_versions) + (SELECT count(*) FROM model_version_tags) + (SELECT count(*) FROM registered_models)`;
  const rows = database.row<[number]>(counted)?.[0] ?? 0;
  if (rows > maxRegistryRows) {
    const newest = sql`SELECT '', (SELECT max(last_updated_time) FROM registered_models) AS models,
      (SELECT max(last_updated_time) FROM model_versions) AS versions`;
    const print = fingerprintsOf(database, newest);
    return new Map([["", `${rows} ${print.get("")}`]]);
  }
  return fingerprintsOf(
    database,
    sql`SELECT name, 'model' AS part, description AS a, last_updated_time AS b, NULL AS c, NULL AS d FROM registered_models
    UNION ALL SELECT name, 'tag', key, value, NULL, NULL FROM registered_model_tags
    UNION ALL SELECT name, 'alias', alias, version, NULL, NULL FROM registered_model_aliases
    UNION ALL SELECT name, 'version', version, current_stage, last_updated_time, status FROM model_versions
    UNION ALL SELECT name, 'version tag', version, key, value, NULL FROM model_version_tags`,
  );
}

/** The names whose fingerprints differ. */
export function changedNames(before: Fingerprints, now: Fingerprints): string[] {
  const names = new Set([...before.keys(), ...now.keys()]);
  return [...names].filter((name) => before.get(name) !== now.get(name));
}

export function registryChange(before: Fingerprints, now: Fingerprints): Change[] {
  const names = changedNames(before, now);
  if (names.length === 0) return [];
  return [names.includes("") ? { kind: "models" } : { kind: "models", names }];
}

/** A run that is looked at: what its row and its tags say. */
export interface RunPrint {
  experimentId: string;
  print: string;
  isUnfinished: boolean;
}

type RunRow = [runId: string, experimentId: string, status: string | null, ...rest: unknown[]];

/** By run id; runs that are gone are left out. */
export function runPrints(database: Database, runIds: readonly string[]): Map<string, RunPrint> {
  const rows = database.rows(sql`
    SELECT run_uuid, CAST(experiment_id AS TEXT) AS experiment, status, name, start_time, end_time, lifecycle_stage,
      artifact_uri
    FROM runs WHERE run_uuid IN ${inList(runIds)}`) as unknown as RunRow[];
  const tags = fingerprintsOf(
    database,
    sql`SELECT run_uuid, key, value FROM tags WHERE run_uuid IN ${inList(runIds)} ORDER BY key`,
  );
  return new Map(
    rows.map(([runId, experimentId, status, ...rest]) => [
      runId,
      {
        experimentId,
        isUnfinished: status === "RUNNING" || status === "SCHEDULED",
        print: JSON.stringify([experimentId, status, ...rest]) + (tags.get(runId) ?? ""),
      },
    ]),
  );
}
