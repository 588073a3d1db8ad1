import { parseArtifactUri } from "../../artifacts/uri.ts";
import { type ModelStage, type ModelVersion } from "../../entities.ts";
import { MlflowError } from "../../errors.ts";
import { type Sql, sql } from "../../search/sqlText.ts";
import { type RegistryWrites } from "../../store.ts";
import {
  canonicalStage,
  checkModelName,
  checkModelVersionTag,
  checkTagKey,
  type MlflowMajor,
  validModelVersion,
} from "../../validation.ts";
import { type SqliteContext } from "../context.ts";
import { type Database, type WritableDatabase } from "../database.ts";
import { deletedStage, getModelVersion } from "../registry/versions.ts";
import { mlflowMajor } from "./major.ts";
import { checkModelExists, checkModelFirst, named } from "./registeredModels.ts";

type VersionWrites = Pick<
  RegistryWrites,
  | "createModelVersion"
  | "updateModelVersion"
  | "deleteModelVersion"
  | "setModelVersionTag"
  | "deleteModelVersionTag"
  | "transitionModelVersionStage"
>;

/** What `createModelVersion` takes. */
export type NewVersion = Parameters<RegistryWrites["createModelVersion"]>[0];

/** Writes of model versions, as `SqlAlchemyStore` of `mlflow/store/model_registry` leaves them. */
export function modelVersionWrites(context: SqliteContext): VersionWrites {
  const write = (name: string, work: (database: WritableDatabase) => void) => {
    context.write((database) => {
      checkModelFirst(database, name);
      work(database);
    });
    context.changed([{ kind: "models", names: [name] }]);
  };
  return {
    createModelVersion: async (version) => {
      const created = context.write((database) => insertVersion(database, version, Date.now()));
      context.changed([{ kind: "models", names: [version.name] }]);
      return created;
    },

    updateModelVersion: async ({ name, version, description }) =>
      write(name, (database) => {
        const number = existingVersion(database, name, version);
        database.run(sql`
          UPDATE model_versions SET description = ${description}, last_updated_time = ${Date.now()}
          WHERE ${numbered(database, name, number)}`);
      }),

    deleteModelVersion: async (name, version) =>
      write(name, (database) => redact(database, name, existingVersion(database, name, version), Date.now())),

    setModelVersionTag: async (name, version, key, value) =>
      write(name, (database) => {
        const number = existingVersion(database, name, version, (major) => checkModelVersionTag(key, value, major));
        putTag(database, name, number, key, value);
      }),

    deleteModelVersionTag: async (name, version, key) =>
      write(name, (database) => {
        const number = existingVersion(database, name, version, (major) => checkTagKey(key, major));
        database.run(sql`
          DELETE FROM model_version_tags
          WHERE ${named(database, "model_version_tags", name)} AND version = ${number} AND key = ${key}`);
      }),

    transitionModelVersionStage: async ({ name, version, stage: wanted, archiveExistingVersions }) =>
      write(name, (database) => {
        const stage = validStage(wanted, archiveExistingVersions);
        const number = existingVersion(database, name, version);
        const now = Date.now();
        if (archiveExistingVersions) {
          database.run(sql`
            UPDATE model_versions SET current_stage = 'Archived', last_updated_time = ${now}
            WHERE ${named(database, "model_versions", name)} AND version != ${number} AND current_stage = ${stage}`);
        }
        database.run(sql`
          UPDATE model_versions SET current_stage = ${stage}, last_updated_time = ${now}
          WHERE ${numbered(database, name, number)}`);
        touchModel(database, name, now);
      }),
  };
}

/**
 * @param check refuses what is wrong with the change itself, of which MLflow speaks first
 * @returns the version's number
 * @throws MlflowError INVALID_PARAMETER_VALUE, RESOURCE_DOES_NOT_EXIST
 */
function existingVersion(
  database: Database,
  name: string,
  version: string,
  check?: (major: MlflowMajor) => void,
): number {
  const major = mlflowMajor(database);
  checkModelName(name, major);
  const number = validModelVersion(version, major);
  check?.(major);
  getModelVersion(database, name, version);
  return number;
}

/** @throws MlflowError INVALID_PARAMETER_VALUE for what is no stage, INTERNAL_ERROR as MLflow has it for others */
function validStage(wanted: string, archivesOthers: boolean): ModelStage {
  if (wanted.trim() === "") throw new MlflowError("INTERNAL_ERROR", "The stage must not be an empty string.");
  const stage = canonicalStage(wanted);
  if (!archivesOthers || stage === "Staging" || stage === "Production") return stage;
  throw new MlflowError(
    "INTERNAL_ERROR",
    `Model version transition cannot archive existing model versions because '${wanted}' is not an Active stage. ` +
      "Valid stages are ['Staging', 'Production']",
  );
}

/**
 * @throws MlflowError INVALID_PARAMETER_VALUE, RESOURCE_DOES_NOT_EXIST; INTERNAL_ERROR where `source` names a model that
 *   is not there
 */
export function insertVersion(
  database: WritableDatabase,
  { name, source, runId, description, tags = {} }: NewVersion,
  now: number,
): ModelVersion {
  const major = mlflowMajor(database);
  checkModelName(name, major);
  for (const [key, value] of Object.entries(tags)) checkModelVersionTag(key, value, major);
  const origin = originOf(database, source);
  checkModelExists(database, name);
  const [highest] = database.row<[number | null]>(sql`
    SELECT max(version) FROM model_versions WHERE ${named(database, "model_versions", name)}`) ?? [null];
  // A deleted version keeps its row and so its number.
  const version = (highest ?? 0) + 1;
  touchModel(database, name, now);
  database.run(sql`
    INSERT INTO model_versions (name, version, creation_time, last_updated_time, description, current_stage, source,
      run_id, status)
    VALUES (${name}, ${version}, ${now}, ${now}, ${description ?? null}, 'None', ${source},
      ${runId || (origin.runId ?? runId ?? null)}, 'READY')`);
  if (database.has("model_versions", "storage_location")) {
    database.run(sql`
      UPDATE model_versions SET storage_location = ${origin.location} WHERE ${numbered(database, name, version)}`);
  }
  for (const [key, value] of Object.entries(tags)) putTag(database, name, version, key, value);
  return getModelVersion(database, name, String(version));
}

/** Where the files are that a source names; from version 2 on a source may be another version, in 3 a logged model. */
function originOf(database: Database, source: string): { location: string | null; runId?: string } {
  if (!/^models:/i.test(source) || mlflowMajor(database) === 1) return { location: source };
  try {
    const named = parseArtifactUri(source);
    if (named.kind === "loggedModel") return loggedModelOrigin(database, named.modelId);
    if (named.kind !== "modelVersion" || named.version === undefined) {
      throw new MlflowError("INVALID_PARAMETER_VALUE", "A version's number is needed, not a stage or an alias.");
    }
    const { name, version } = named;
    getModelVersion(database, name, version);
    const [location = null] =
      database.row<[string | null]>(sql`
        SELECT coalesce(nullif(storage_location, ''), source) FROM model_versions
        WHERE ${numbered(database, name, Number(version))}`) ?? [];
    return { location };
  } catch (error) {
    throw new MlflowError(
      "INTERNAL_ERROR",
      `Unable to fetch model from model URI source artifact location '${source}'.Error: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

function loggedModelOrigin(database: Database, modelId: string): { location: string; runId?: string } {
  const found = database.row<[string, string | null]>(sql`
    SELECT artifact_location, source_run_id FROM logged_models WHERE model_id = ${modelId} AND lifecycle_stage != 'deleted'`);
  if (found === undefined) {
    throw new MlflowError("RESOURCE_DOES_NOT_EXIST", `Logged model with ID '${modelId}' not found.`);
  }
  return { location: found[0], runId: found[1] ?? undefined };
}

/** What MLflow leaves of a deleted version: its number, times, status and tags. */
function redact(database: WritableDatabase, name: string, version: number, now: number): void {
  touchModel(database, name, now);
  if (database.has("registered_model_aliases")) {
    database.run(sql`
      DELETE FROM registered_model_aliases
      WHERE ${named(database, "registered_model_aliases", name)} AND version = ${version}`);
  }
  database.run(sql`
    UPDATE model_versions SET current_stage = ${deletedStage}, last_updated_time = ${now}, description = NULL,
      user_id = NULL, source = 'REDACTED-SOURCE-PATH', run_id = 'REDACTED-RUN-ID', run_link = 'REDACTED-RUN-LINK',
      status_message = NULL
    WHERE ${numbered(database, name, version)}`);
}

function numbered(database: Database, name: string, version: number): Sql {
  return sql`${named(database, "model_versions", name)} AND version = ${version}`;
}

function touchModel(database: WritableDatabase, name: string, now: number): void {
  database.run(sql`
    UPDATE registered_models SET last_updated_time = ${now} WHERE ${named(database, "registered_models", name)}`);
}

function putTag(database: WritableDatabase, name: string, version: number, key: string, value: string): void {
  database.run(sql`
    INSERT INTO model_version_tags (key, value, name, version) VALUES (${key}, ${value}, ${name}, ${version})
    ON CONFLICT DO UPDATE SET value = excluded.value`);
}
