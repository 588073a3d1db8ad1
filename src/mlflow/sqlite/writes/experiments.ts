import { type LifecycleStage } from "../../entities.ts";
import { doesNotExist, MlflowError } from "../../errors.ts";
import { sql } from "../../search/sqlText.ts";
import { type TrackingWrites } from "../../store.ts";
import { checkArtifactLocation, checkExperimentName, checkExperimentTag, type MlflowMajor } from "../../validation.ts";
import { type SqliteContext } from "../context.ts";
import { type WritableDatabase } from "../database.ts";
import { getExperiment } from "../tracking/experiments.ts";
import { inDefaultWorkspace } from "../workspace.ts";
import { defaultArtifactLocation, storedArtifactLocation } from "./artifactLocation.ts";
import { onAutoflush, orRefuse } from "./constraint.ts";
import { checkExperimentIsActive, findExperiment } from "./experimentRow.ts";
import { mlflowMajor } from "./major.ts";
import { markRunsDeleted } from "./runs.ts";

type ExperimentWrites = Pick<
  TrackingWrites,
  | "createExperiment"
  | "renameExperiment"
  | "deleteExperiment"
  | "restoreExperiment"
  | "setExperimentTag"
  | "deleteExperimentTag"
>;

/** Writes of experiments, as `SqlAlchemyStore` of `mlflow/store/tracking` leaves them. */
export function experimentWrites(context: SqliteContext): ExperimentWrites {
  const write = (work: (database: WritableDatabase) => void) => {
    context.write(work);
    context.changed([{ kind: "experiments" }]);
  };
  return {
    createExperiment: async (name, { artifactLocation, tags = {} } = {}) => {
      const created = context.write((database) => {
        const major = mlflowMajor(database);
        const given = validLocation(artifactLocation, context.path, major);
        checkExperimentName(name, major);
        // Before version 3 MLflow takes the tags of a new experiment unseen.
        if (major === 3) for (const [key, value] of Object.entries(tags)) checkExperimentTag(key, value);
        const experimentId = insertExperiment(database, name, given, Date.now(), major);
        const location = given ?? defaultArtifactLocation(database, context.path, experimentId, major);
        if (given === undefined) {
          database.run(
            sql`UPDATE experiments SET artifact_location = ${location} WHERE experiment_id = ${experimentId}`,
          );
        }
        for (const [key, value] of Object.entries(tags)) putTag(database, experimentId, key, value);
        return getExperiment(database, String(experimentId));
      });
      context.changed([{ kind: "experiments" }]);
      return created;
    },

    renameExperiment: async (experimentId, name) =>
      write((database) => {
        const major = mlflowMajor(database);
        if (major === 3) checkExperimentName(name);
        const experiment = findExperiment(database, experimentId);
        if (experiment.lifecycleStage !== "active") {
          throw new MlflowError("INVALID_STATE", "Cannot rename a non-active experiment.");
        }
        orRefuse(
          () =>
            database.run(sql`
              UPDATE experiments SET name = ${name}, last_update_time = ${Date.now()} WHERE experiment_id = ${experiment.id}`),
          (reason) => new MlflowError("BAD_REQUEST", reason),
        );
      }),

    deleteExperiment: async (experimentId) => {
      write((database) => {
        const { id } = findExperiment(database, experimentId, ["active"]);
        const now = Date.now();
        setStage(database, id, "deleted", now);
        markRunsDeleted(database, sql`experiment_id = ${id}`, now);
      });
      context.changed([{ kind: "runs", experimentId }]);
    },

    restoreExperiment: async (experimentId) => {
      write((database) => {
        const { id } = findExperiment(database, experimentId, ["deleted"]);
        setStage(database, id, "active", Date.now());
        database.run(sql`UPDATE runs SET lifecycle_stage = 'active', deleted_time = NULL WHERE experiment_id = ${id}`);
      });
      context.changed([{ kind: "runs", experimentId }]);
    },

    setExperimentTag: async (experimentId, key, value) =>
      write((database) => {
        checkExperimentTag(key, value, mlflowMajor(database));
        const experiment = findExperiment(database, experimentId);
        checkExperimentIsActive(experiment);
        putTag(database, experiment.id, key, value);
      }),

    deleteExperimentTag: async (experimentId, key) =>
      write((database) => {
        const experiment = findExperiment(database, experimentId);
        checkExperimentIsActive(experiment);
        const { changes } = database.run(
          sql`DELETE FROM experiment_tags WHERE experiment_id = ${experiment.id} AND key = ${key}`,
        );
        if (changes === 0) throw doesNotExist(`No tag with name: ${key} in experiment with id ${experimentId}`);
      }),
  };
}

function validLocation(location: string | undefined, databasePath: string, major: MlflowMajor): string | undefined {
  if (location === undefined || location === "") return undefined;
  const stored = storedArtifactLocation(location, databasePath, major);
  checkArtifactLocation(stored, major);
  return stored;
}

/** @returns the id that SQLite gave */
function insertExperiment(
  database: WritableDatabase,
  name: string,
  location: string | undefined,
  now: number,
  major: MlflowMajor,
): bigint {
  orRefuse(
    () =>
      database.run(sql`
        INSERT INTO experiments (name, artifact_location, lifecycle_stage, creation_time, last_update_time)
        VALUES (${name}, ${location ?? null}, 'active', ${now}, ${now})`),
    (reason) => {
      // Before version 3 MLflow met the name when it asked for the id, and with a location it did not ask.
      if (major < 3 && location !== undefined) return new MlflowError("BAD_REQUEST", reason);
      const words = major < 3 ? onAutoflush(reason) : reason;
      return new MlflowError("RESOURCE_ALREADY_EXISTS", `Experiment(name=${name}) already exists. Error: ${words}`);
    },
  );
  const [id = ""] =
    database.row<[string]>(sql`
    SELECT CAST(experiment_id AS TEXT) FROM experiments
    WHERE name = ${name} AND ${inDefaultWorkspace(database, "experiments")}`) ?? [];
  return BigInt(id);
}

function setStage(database: WritableDatabase, id: bigint, stage: LifecycleStage, now: number): void {
  database.run(
    sql`UPDATE experiments SET lifecycle_stage = ${stage}, last_update_time = ${now} WHERE experiment_id = ${id}`,
  );
}

function putTag(database: WritableDatabase, id: bigint, key: string, value: string): void {
  database.run(sql`
    INSERT INTO experiment_tags (key, value, experiment_id) VALUES (${key}, ${value}, ${id})
    ON CONFLICT DO UPDATE SET value = excluded.value`);
}
