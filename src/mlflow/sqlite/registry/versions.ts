import { type ModelStage, type ModelVersion } from "../../entities.ts";
import { doesNotExist } from "../../errors.ts";
import { parseOrderBy } from "../../search/orderBy.ts";
import { checkMaxResults, createPageToken, parsePageToken } from "../../search/page.ts";
import { parseFilter } from "../../search/parse.ts";
import { compileSearch } from "../../search/sql.ts";
import { inList, type Sql, sql } from "../../search/sqlText.ts";
import { type Page, type SearchQuery } from "../../store.ts";
import { checkModelName, validModelVersion } from "../../validation.ts";
import { type Database } from "../database.ts";
import { pairsByOwner } from "../pairs.ts";
import { inDefaultWorkspace } from "../workspace.ts";

/** The stage that a deleted version's row keeps for ever. */
export const deletedStage = "Deleted_Internal";

/**
 * The versions found have no aliases: in a database MLflow's search leaves them out, and only `getModelVersion` tells
 * them.
 *
 * @throws MlflowError as `SqlAlchemyStore.search_model_versions` does
 */
export function searchModelVersions(
  database: Database,
  { filter, orderBy, maxResults, pageToken }: SearchQuery,
): Page<"modelVersions", ModelVersion> {
  const most = checkMaxResults("modelVersions", maxResults, "sqlite");
  const search = compileSearch(
    "modelVersions",
    parseFilter("modelVersions", filter, "sqlite"),
    parseOrderBy("modelVersions", orderBy, "sqlite"),
    database,
  );
  const offset = parsePageToken(pageToken);
  // One more than wanted tells whether another page follows.
  const found = selectVersions(
    database,
    sql`${search.joins} WHERE ${search.where} AND ${isShown(database)}
      ORDER BY ${search.orderBy} LIMIT ${most + 1} OFFSET ${offset}`,
  );
  return {
    modelVersions: found.slice(0, most),
    nextPageToken: found.length > most ? createPageToken(offset + most) : undefined,
  };
}

/** @throws MlflowError RESOURCE_DOES_NOT_EXIST, for a deleted one too; INVALID_PARAMETER_VALUE */
export function getModelVersion(database: Database, name: string, version: string): ModelVersion {
  const number = validModelVersion(version);
  const [found] = withAliases(
    database,
    selectVersions(
      database,
      sql`WHERE model_versions.name = ${name} AND model_versions.version = ${number} AND ${isShown(database)}`,
    ),
  );
  if (found !== undefined) return found;
  checkModelName(name);
  throw doesNotExist(`Model Version (name=${name}, version=${number}) not found`);
}

/** All versions of these models that are not deleted, with their aliases, ascending within each model. */
export function versionsOfModels(database: Database, names: readonly string[]): ModelVersion[] {
  return withAliases(
    database,
    selectVersions(
      database,
      sql`WHERE model_versions.name IN ${inList(names)} AND ${isShown(database)} ORDER BY name, version`,
    ),
  );
}

type VersionRow = [
  name: string,
  version: number,
  stage: ModelStage | null,
  description: string | null,
  runId: string | null,
  source: string | null,
  status: string | null,
  statusMessage: string | null,
  userId: string | null,
  created: number | null,
  updated: number | null,
  runLink: string | null,
];

function selectVersions(database: Database, rest: Sql): ModelVersion[] {
  const rows = database.rows<VersionRow>(sql`
    SELECT model_versions.name, model_versions.version, model_versions.current_stage, model_versions.description,
      model_versions.run_id, model_versions.source, model_versions.status, model_versions.status_message,
      model_versions.user_id, model_versions.creation_time, model_versions.last_updated_time,
      model_versions.run_link
    FROM model_versions ${rest}`);
  const found = JSON.stringify(rows.map(([name, version]) => [name, version]));
  const tags = pairsByOwner(
    database,
    sql`SELECT version || ' ' || name, key, value FROM model_version_tags
      WHERE (name, version) IN (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(${found}))
        AND ${inDefaultWorkspace(database, "model_version_tags")}`,
  );
  return rows.map(
    ([name, version, stage, description, runId, source, status, statusMessage, userId, created, updated, link]) => ({
      name,
      version: String(version),
      currentStage: stage ?? "None",
      description: description ?? undefined,
      runId: runId ?? undefined,
      source: source ?? undefined,
      status: status ?? "READY",
      statusMessage: statusMessage ?? undefined,
      userId: userId ?? undefined,
      runLink: link ?? undefined,
      tags: tags.get(`${version} ${name}`) ?? {},
      aliases: [],
      creationTimestamp: created ?? undefined,
      lastUpdatedTimestamp: updated ?? undefined,
    }),
  );
}

function isShown(database: Database): Sql {
  return sql`model_versions.current_stage != ${deletedStage} AND ${inDefaultWorkspace(database, "model_versions")}`;
}

function withAliases(database: Database, versions: readonly ModelVersion[]): ModelVersion[] {
  if (versions.length === 0) return [...versions];
  const rows = database.rows<[string, string, number]>(sql`
    SELECT name, alias, version FROM registered_model_aliases
    WHERE name IN ${inList([...new Set(versions.map(({ name }) => name))])}
      AND ${inDefaultWorkspace(database, "registered_model_aliases")}`);
  return versions.map((each) => ({
    ...each,
    aliases: rows
      .filter(([name, , version]) => name === each.name && String(version) === each.version)
      .map(([, alias]) => alias),
  }));
}
