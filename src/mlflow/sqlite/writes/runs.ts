import { appendToUri } from "../../artifacts/uri.ts";
import { type LifecycleStage, type Run, type RunStatus } from "../../entities.ts";
import { doesNotExist, invalidParameter } from "../../errors.ts";
import { namedNewRun, runNameTag } from "../../newRunName.ts";
import { type Sql, sql } from "../../search/sqlText.ts";
import { type Change, type TrackingWrites } from "../../store.ts";
import { validRunTag } from "../../validation.ts";
import { type SqliteContext } from "../context.ts";
import { type Database, type WritableDatabase } from "../database.ts";
import { getRun } from "../tracking/runs.ts";
import { checkExperimentIsActive, findExperiment } from "./experimentRow.ts";
import { mlflowMajor } from "./major.ts";
import { randomHex } from "../../random.ts";

type RunWrites = Pick<
  TrackingWrites,
  "createRun" | "setTerminated" | "setTag" | "deleteTag" | "updateRun" | "deleteRun" | "restoreRun"
>;

const userTag = "mlflow.user";

/** Writes of runs, as `SqlAlchemyStore` of `mlflow/store/tracking` leaves them. */
export function runWrites(context: SqliteContext): RunWrites {
  /** One transaction on a run that must exist. */
  const write = (runId: string, work: (database: WritableDatabase, run: RunRow) => void) => {
    const { experimentId } = context.write((database) => {
      const run = findRun(database, runId);
      work(database, run);
      return run;
    });
    context.changed([{ kind: "runs", experimentId, runIds: [runId] }]);
  };
  return {
    createRun: async (wanted) => {
      const run = context.write((database) => insertRun(database, wanted));
      context.changed([{ kind: "runs", experimentId: run.experimentId, runIds: [run.runId] }]);
      return run;
    },

    setTerminated: async (runId, status = "FINISHED", endTime = Date.now()) =>
      write(runId, (database, run) => {
        checkRunIsActive(run);
        updateRun(database, runId, { status, endTime });
      }),

    setTag: async (runId, key, value) => {
      const changes = context.write((database): Change[] => {
        // MLflow words a bad tag before it looks for the run.
        const stored = validRunTag(key, value, mlflowMajor(database));
        const run = findRun(database, runId);
        checkRunIsActive(run);
        if (key === runNameTag) updateRun(database, runId, { name: stored });
        else putTag(database, runId, key, stored);
        return [{ kind: "runs", experimentId: run.experimentId, runIds: [runId] }];
      });
      context.changed(changes);
    },

    deleteTag: async (runId, key) =>
      write(runId, (database, run) => {
        checkRunIsActive(run);
        const { changes } = database.run(sql`DELETE FROM tags WHERE run_uuid = ${runId} AND key = ${key}`);
        if (changes === 0) throw doesNotExist(`No tag with name: ${key} in run with id ${runId}`);
      }),

    updateRun: async (runId, { name, status }) => {
      if (name === undefined && status === undefined) return;
      write(runId, (database, run) => {
        checkRunIsActive(run);
        updateRun(database, runId, { name, status });
      });
    },

    deleteRun: async (runId) =>
      write(runId, (database) => markRunsDeleted(database, sql`run_uuid = ${runId}`, Date.now())),

    restoreRun: async (runId) =>
      write(runId, (database) => {
        database.run(sql`UPDATE runs SET lifecycle_stage = 'active', deleted_time = NULL WHERE run_uuid = ${runId}`);
      }),
  };
}

/** Marks runs deleted, again where they were; MLflow 3 deletes the assessments that they made. */
export function markRunsDeleted(database: WritableDatabase, which: Sql, now: number): void {
  if (database.has("assessments")) {
    database.run(sql`
      DELETE FROM assessments WHERE assessment_metadata IS NOT NULL AND EXISTS (
        SELECT 1 FROM runs WHERE ${which}
          AND instr(assessment_metadata, '"mlflow.assessment.sourceRunId": "' || run_uuid || '"'))`);
  }
  database.run(sql`UPDATE runs SET lifecycle_stage = 'deleted', deleted_time = ${now} WHERE ${which}`);
}

interface RunRow {
  runId: string;
  experimentId: string;
  lifecycleStage: LifecycleStage;
}

/** @throws MlflowError RESOURCE_DOES_NOT_EXIST */
function findRun(database: Database, runId: string): RunRow {
  const found = database.row<[string, LifecycleStage]>(
    sql`SELECT CAST(experiment_id AS TEXT), lifecycle_stage FROM runs WHERE run_uuid = ${runId}`,
  );
  if (found === undefined) throw doesNotExist(`Run with id=${runId} not found`);
  return { runId, experimentId: found[0], lifecycleStage: found[1] };
}

function checkRunIsActive({ runId, lifecycleStage }: RunRow): void {
  if (lifecycleStage === "active") return;
  throw invalidParameter(`The run ${runId} must be in the 'active' state. Current state is ${lifecycleStage}.`);
}

/** `SqlAlchemyStore.update_run_info`: what is absent stays as it is, an empty name too. */
function updateRun(
  database: WritableDatabase,
  runId: string,
  { status, endTime, name }: { status?: RunStatus; endTime?: number; name?: string },
): void {
  if (status !== undefined) database.run(sql`UPDATE runs SET status = ${status} WHERE run_uuid = ${runId}`);
  if (endTime !== undefined) database.run(sql`UPDATE runs SET end_time = ${endTime} WHERE run_uuid = ${runId}`);
  if (name === undefined || name === "") return;
  database.run(sql`UPDATE runs SET name = ${name} WHERE run_uuid = ${runId}`);
  putTag(database, runId, runNameTag, name);
}

function putTag(database: WritableDatabase, runId: string, key: string, value: string): void {
  database.run(sql`
    INSERT INTO tags (key, value, run_uuid) VALUES (${key}, ${value}, ${runId})
    ON CONFLICT DO UPDATE SET value = excluded.value`);
}

function insertRun(database: WritableDatabase, wanted: Parameters<TrackingWrites["createRun"]>[0]): Run {
  const experiment = findExperiment(database, wanted.experimentId);
  checkExperimentIsActive(experiment);
  const { runName, tags } = namedNewRun(wanted);
  const runId = randomHex();
  database.run(sql`
    INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time,
      source_version, lifecycle_stage, artifact_uri, experiment_id)
    VALUES (${runId}, ${runName}, 'UNKNOWN', '', '', ${wanted.userId ?? tags[userTag] ?? "unknown"}, 'RUNNING',
      ${wanted.startTime || Date.now()}, '', 'active', ${appendToUri(experiment.artifactLocation, runId, "artifacts")},
      ${experiment.id})`);
  for (const [key, value] of Object.entries(tags)) putTag(database, runId, key, value);
  return getRun(database, runId);
}
