import { join } from "node:path";
import { appendToUri } from "../../artifacts/uri.ts";
import type { Run, RunStatus } from "../../entities.ts";
import { doesNotExist, invalidParameter, MlflowError } from "../../errors.ts";
import { namedNewRun, runNameTag } from "../../newRunName.ts";
import type { TrackingWrites } from "../../store.ts";
import { checkTagKey } from "../../validation.ts";
import { checkRunId, type FileStoreContext, isFile, metaFile } from "../context.ts";
import { metaText, withYaml } from "../disk/meta.ts";
import { openExperiment } from "./experimentMeta.ts";
import { applyChanges, checkWritable, type FileChange, type FileChanges } from "./fileChanges.ts";
import type { MetaChanges } from "./metaEdit.ts";
import { openActiveRun, type OpenRun, openRun, runMetaChange, stageKeys } from "./runMeta.ts";
import { dumpYaml } from "./yamlDump.ts";
import { randomHex } from "../../random.ts";

type RunWrites = Pick<
  TrackingWrites,
  "createRun" | "setTerminated" | "setTag" | "deleteTag" | "updateRun" | "deleteRun" | "restoreRun"
>;

const userTag = "mlflow.user";
/** MLflow's numbers, by which `meta.yaml` names a status. */
const statusNumbers: Record<string, number> = { RUNNING: 1, SCHEDULED: 2, FINISHED: 3, FAILED: 4, KILLED: 5 };

/** Writes of runs, as `FileStore` of `mlflow/store/tracking` leaves them. */
export function runWrites(context: FileStoreContext): RunWrites {
  const write = async (runId: string, doing: string, plan: () => { run: OpenRun; files: FileChange[] }) => {
    checkWritable(context);
    const { run, files } = await withYaml(plan);
    applyChanges(context, { files }, doing);
    context.changed([{ kind: "runs", experimentId: run.folder.experiment.experimentId, runIds: [runId] }]);
  };
  return {
    createRun: async (wanted) => {
      checkWritable(context);
      const { run, changes } = await withYaml(() => creation(context, wanted));
      applyChanges(context, changes, "Could not create the run");
      context.changed([{ kind: "runs", experimentId: run.experimentId, runIds: [run.runId] }]);
      return run;
    },

    setTerminated: (runId, status = "FINISHED", endTime) =>
      write(runId, `Could not end the run ${runId}`, () => {
        const number = statusNumber(status);
        const run = openActiveRun(context, runId);
        return { run, files: [infoChange(run, { status: number, end_time: endTime || Date.now() })] };
      }),

    setTag: (runId, key, value) =>
      write(runId, `Could not set the tag '${key}'`, () => {
        checkRunId(runId);
        checkTagKey(key);
        const run = openActiveRun(context, runId);
        const files = [tagChange(run, key, value)];
        if (key === runNameTag && value !== "") files.push(infoChange(run, { run_name: value }));
        return { run, files };
      }),

    deleteTag: (runId, key) =>
      write(runId, `Could not delete the tag '${key}'`, () => {
        const run = openActiveRun(context, runId);
        checkTagKey(key);
        const path = join(run.folder.path, "tags", key);
        if (!isFile(path)) throw doesNotExist(`No tag with name: ${key} in run with id ${runId}`);
        return { run, files: [{ owner: run.folder.path, path }] };
      }),

    updateRun: async (runId, { name, status }) => {
      if (name === undefined && status === undefined) return;
      await write(runId, `Could not update the run ${runId}`, () => {
        const run = openActiveRun(context, runId);
        const changes: MetaChanges = status === undefined ? {} : { status: statusNumber(status) };
        if (!name) return { run, files: [infoChange(run, changes)] };
        return { run, files: [tagChange(run, runNameTag, name), infoChange(run, { ...changes, run_name: name })] };
      });
    },

    deleteRun: (runId) =>
      write(runId, `Could not delete the run ${runId}`, () => {
        const run = openRun(context, runId);
        return { run, files: [runMetaChange(run.folder.path, run.text, stageKeys("deleted", Date.now()))] };
      }),

    restoreRun: (runId) =>
      write(runId, `Could not restore the run ${runId}`, () => {
        const run = openRun(context, runId);
        return { run, files: [runMetaChange(run.folder.path, run.text, stageKeys("active", Date.now()))] };
      }),
  };
}

function creation(
  context: FileStoreContext,
  wanted: Parameters<TrackingWrites["createRun"]>[0],
): { run: Run; changes: FileChanges } {
  const experiment = openExperiment(context, wanted.experimentId);
  if (!experiment.isActive) {
    throw new MlflowError(
      "INVALID_STATE",
      `Could not create run under non-active experiment with ID ${wanted.experimentId}.`,
    );
  }
  const run = newRun(wanted, metaText(experiment.meta, "artifact_location") ?? "");
  for (const key of Object.keys(run.tags)) checkTagKey(key);
  const owner = join(experiment.folder.path, run.runId);
  const tags = Object.entries(run.tags).map(([key, content]) => ({ owner, path: join(owner, "tags", key), content }));
  const folders = ["metrics", "params", "artifacts"].map((name) => join(owner, name));
  // The meta file comes last: without it there is no run yet.
  return {
    run,
    changes: {
      newFolder: owner,
      folders,
      files: [...tags, { owner, path: join(owner, metaFile), content: metaOf(run) }],
    },
  };
}

function newRun(wanted: Parameters<TrackingWrites["createRun"]>[0], location: string): Run {
  const { runName, tags } = namedNewRun(wanted);
  const runId = randomHex();
  return {
    runId,
    runName,
    experimentId: wanted.experimentId,
    userId: wanted.userId ?? tags[userTag] ?? "unknown",
    status: "RUNNING",
    startTime: wanted.startTime || Date.now(),
    lifecycleStage: "active",
    artifactUri: appendToUri(location, runId, "artifacts"),
    params: {},
    tags,
    metrics: {},
    datasets: [],
    modelInputs: [],
    modelOutputs: [],
  };
}

function metaOf(run: Run): string {
  return dumpYaml({
    artifact_uri: run.artifactUri ?? null,
    end_time: null,
    entry_point_name: "",
    experiment_id: run.experimentId,
    lifecycle_stage: run.lifecycleStage,
    run_id: run.runId,
    run_name: run.runName,
    source_name: "",
    source_type: 4,
    source_version: "",
    start_time: run.startTime ?? null,
    status: statusNumber(run.status),
    tags: [],
    user_id: run.userId ?? null,
  });
}

function tagChange({ folder }: OpenRun, key: string, content: string): FileChange {
  return { owner: folder.path, path: join(folder.path, "tags", key), content };
}

/** An active run has no `deleted_time`: MLflow drops the `null` that some versions left. */
function infoChange({ folder, text }: OpenRun, changes: MetaChanges): FileChange {
  return runMetaChange(folder.path, text, { ...changes, deleted_time: undefined });
}

function statusNumber(status: RunStatus): number {
  const number = Object.hasOwn(statusNumbers, status) ? statusNumbers[status] : undefined;
  if (number !== undefined) return number;
  const known = Object.keys(statusNumbers).map((name) => `'${name}'`);
  throw invalidParameter(
    `Could not get run status corresponding to string ${status}. Valid run status strings: [${known.join(", ")}]`,
  );
}
