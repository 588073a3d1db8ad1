import { dirname } from "node:path";
import { localArtifacts } from "../artifacts/local.ts";
import { artifactRoot, type ArtifactSource } from "../artifacts/root.ts";
import { doesNotExist } from "../errors.ts";
import { type Sql, sql } from "../search/sqlText.ts";
import { type ArtifactReads } from "../store.ts";
import { canonicalStage } from "../validation.ts";
import { type SqliteContext } from "./context.ts";
import { type Database } from "./database.ts";
import { deletedStage, getModelVersion } from "./registry/versions.ts";
import { inDefaultWorkspace } from "./workspace.ts";

/** Artifacts of a database's runs and models, wherever it says that they are, or where they came along to. */
export function sqliteArtifacts(source: ArtifactSource): ArtifactReads {
  return localArtifacts(async (owner) => artifactRoot(source, owner));
}

/** @param artifactRoots `OpenOptions.artifactRoots` */
export function sqliteArtifactSource(
  context: SqliteContext,
  artifactRoots: readonly string[] | undefined,
): ArtifactSource {
  return {
    folder: dirname(context.path),
    artifactRoots,
    run: (runId) => ({
      uri: stored(
        context,
        sql`SELECT artifact_uri FROM runs WHERE run_uuid = ${runId}`,
        `Run with id=${runId} not found`,
      ),
    }),
    loggedModel: (modelId) => ({
      uri: stored(
        context,
        sql`SELECT artifact_location FROM logged_models WHERE model_id = ${modelId} AND lifecycle_stage != 'deleted'`,
        `Logged model with ID '${modelId}' not found.`,
      ),
    }),
    modelVersion: (name, version) =>
      context.read((database) => {
        const { source } = getModelVersion(database, name, version);
        const location = database.row<[string | null]>(sql`
          SELECT storage_location FROM model_versions WHERE name = ${name} AND version = ${Number(version)}
            AND ${inDefaultWorkspace(database, "model_versions")}`);
        return { source, storageLocation: location?.[0] ?? undefined };
      }),
    findVersion: (name, wanted) => context.read((database) => findVersion(database, name, wanted)),
    outputModels: (runId) =>
      context.read((database) =>
        database
          .rows<[string, string]>(
            sql`SELECT model_id, name FROM inputs JOIN logged_models ON model_id = destination_id
              WHERE source_type = 'RUN_OUTPUT' AND source_id = ${runId} AND destination_type = 'MODEL_OUTPUT'`,
          )
          .map(([modelId, modelName]) => ({ modelId, name: modelName })),
      ),
  };
}

/** @throws MlflowError RESOURCE_DOES_NOT_EXIST with `missing` where there is no such row */
function stored(context: SqliteContext, statement: Sql, missing: string): string | undefined {
  const row = context.read((database) => database.row<[string | null]>(statement));
  if (row === undefined) throw doesNotExist(missing);
  return row[0] ?? undefined;
}

function findVersion(database: Database, name: string, { alias, stage }: { alias?: string; stage?: string }): string {
  if (alias !== undefined && alias.toLowerCase() !== "latest") {
    const found = database.row<[string]>(sql`
      SELECT CAST(version AS TEXT) FROM registered_model_aliases WHERE name = ${name} AND alias = ${alias}
        AND ${inDefaultWorkspace(database, "registered_model_aliases")}`);
    if (found === undefined) throw doesNotExist(`Registered model alias ${alias} not found.`);
    return found[0];
  }
  const ofStage = stage === undefined ? sql`TRUE` : sql`current_stage = ${canonicalStage(stage)}`;
  const latest = database.row<[string | null]>(sql`
    SELECT CAST(max(version) AS TEXT) FROM model_versions WHERE name = ${name} AND current_stage != ${deletedStage}
      AND ${ofStage} AND ${inDefaultWorkspace(database, "model_versions")}`);
  if (latest?.[0] != null) return latest[0];
  throw doesNotExist(
    `No versions of model with name '${name}'${stage === undefined ? "" : ` and stage '${stage}'`} found`,
  );
}
