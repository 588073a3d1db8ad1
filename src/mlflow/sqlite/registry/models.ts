import { type RegisteredModel } from "../../entities.ts";
import { doesNotExist } from "../../errors.ts";
import { parseOrderBy } from "../../search/orderBy.ts";
import { checkMaxResults, createPageToken, parsePageToken } from "../../search/page.ts";
import { parseFilter } from "../../search/parse.ts";
import { compileSearch } from "../../search/sql.ts";
import { inList, type Sql, sql } from "../../search/sqlText.ts";
import { type Page, type SearchQuery } from "../../store.ts";
import { checkModelName } from "../../validation.ts";
import { type Database } from "../database.ts";
import { pairsByOwner } from "../pairs.ts";
import { inDefaultWorkspace } from "../workspace.ts";

/** @throws MlflowError as `SqlAlchemyStore.search_registered_models` does */
export function searchRegisteredModels(
  database: Database,
  { filter, orderBy, maxResults, pageToken }: SearchQuery,
): Page<"registeredModels", RegisteredModel> {
  const most = checkMaxResults("registeredModels", maxResults, "sqlite");
  const search = compileSearch(
    "registeredModels",
    parseFilter("registeredModels", filter, "sqlite"),
    parseOrderBy("registeredModels", orderBy, "sqlite"),
    database,
  );
  const offset = parsePageToken(pageToken);
  // One more than wanted tells whether another page follows.
  const found = selectModels(
    database,
    sql`${search.joins} WHERE ${search.where} AND ${inDefaultWorkspace(database, "registered_models")}
      ORDER BY ${search.orderBy} LIMIT ${most + 1} OFFSET ${offset}`,
  );
  return {
    registeredModels: found.slice(0, most),
    nextPageToken: found.length > most ? createPageToken(offset + most) : undefined,
  };
}

/** @throws MlflowError RESOURCE_DOES_NOT_EXIST; INVALID_PARAMETER_VALUE for a name that no model can have */
export function getRegisteredModel(database: Database, name: string): RegisteredModel {
  const [model] = selectModels(
    database,
    sql`WHERE name = ${name} AND ${inDefaultWorkspace(database, "registered_models")}`,
  );
  if (model !== undefined) return model;
  // Only now: a database of MLflow 2 may hold names that MLflow 3 no longer accepts.
  checkModelName(name);
  throw doesNotExist(`Registered Model with name=${name} not found`);
}

type ModelRow = [name: string, description: string | null, created: number | null, updated: number | null];

function selectModels(database: Database, rest: Sql): RegisteredModel[] {
  const rows = database.rows<ModelRow>(sql`
    SELECT registered_models.name, registered_models.description, registered_models.creation_time,
      registered_models.last_updated_time FROM registered_models ${rest}`);
  const names = rows.map(([name]) => name);
  const tags = pairsByOwner(
    database,
    sql`SELECT name, key, value FROM registered_model_tags
      WHERE name IN ${inList(names)} AND ${inDefaultWorkspace(database, "registered_model_tags")}`,
  );
  const aliases = pairsByOwner(
    database,
    sql`SELECT name, alias, CAST(version AS TEXT) FROM registered_model_aliases
      WHERE name IN ${inList(names)} AND ${inDefaultWorkspace(database, "registered_model_aliases")}`,
  );
  return rows.map(([name, description, created, updated]) => ({
    name,
    description: description ?? undefined,
    tags: tags.get(name) ?? {},
    aliases: aliases.get(name) ?? {},
    creationTimestamp: created ?? undefined,
    lastUpdatedTimestamp: updated ?? undefined,
  }));
}
