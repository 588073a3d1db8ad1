import { join } from "node:path";
import type { Experiment } from "../../entities.ts";
import { doesNotExist, invalidParameter, MlflowError } from "../../errors.ts";
import { compileFilter } from "../../search/evaluate.ts";
import { parseFilter } from "../../search/parse.ts";
import type { TrackingWrites } from "../../store.ts";
import { checkArtifactLocation, checkExperimentName, checkExperimentTag, checkTagKey } from "../../validation.ts";
import {
  type FileStoreContext,
  findExperimentFolders,
  isExperimentId,
  isFile,
  isFolder,
  listExperimentFolders,
  metaFile,
  trashFolder,
} from "../context.ts";
import { metaText, withYaml } from "../disk/meta.ts";
import { readMetaFile } from "../disk/metaFile.ts";
import { experimentMetaChange, type OpenExperiment, openExperiment, openExperimentFolder } from "./experimentMeta.ts";
import { applyChanges, checkWritable, type FileChanges } from "./fileChanges.ts";
import { defaultLocation, storedLocation } from "./location.ts";
import { runStageChanges } from "./runMeta.ts";
import { dumpYaml } from "./yamlDump.ts";
import { randomBelow } from "../../random.ts";

type ExperimentWrites = Pick<
  TrackingWrites,
  | "createExperiment"
  | "renameExperiment"
  | "deleteExperiment"
  | "restoreExperiment"
  | "setExperimentTag"
  | "deleteExperimentTag"
>;

/** Writes of experiments, as `FileStore` of `mlflow/store/tracking` leaves them. */
export function experimentWrites(context: FileStoreContext): ExperimentWrites {
  const write = async (doing: string, plan: () => FileChanges) => {
    checkWritable(context);
    applyChanges(context, await withYaml(plan), doing);
    context.changed([{ kind: "experiments" }]);
  };
  return {
    createExperiment: async (name, { artifactLocation, tags = {} } = {}) => {
      checkWritable(context);
      const experiment = await withYaml(() => newExperiment(context, name, artifactLocation, tags));
      applyChanges(context, creation(context, experiment), `Could not create the experiment '${name}'`);
      context.changed([{ kind: "experiments" }]);
      return experiment;
    },

    renameExperiment: (experimentId, name) =>
      write(`Could not rename the experiment ${experimentId}`, () => {
        checkExperimentName(name);
        const experiment = openExperiment(context, experimentId);
        checkNameIsFree(context, name);
        if (!experiment.isActive) {
          throw new MlflowError(
            "INVALID_STATE",
            "Cannot rename experiment in non-active lifecycle stage. Current stage: deleted",
          );
        }
        return { files: [experimentMetaChange(experiment, { name, last_update_time: Date.now() })] };
      }),

    deleteExperiment: (experimentId) =>
      write(`Could not delete the experiment ${experimentId}`, () => deletion(context, experimentId)),

    restoreExperiment: (experimentId) =>
      write(`Could not restore the experiment ${experimentId}`, () => restoration(context, experimentId)),

    setExperimentTag: (experimentId, key, value) =>
      write(`Could not set the tag '${key}'`, () => {
        checkExperimentTag(key, value);
        const { folder, isActive } = openExperiment(context, experimentId);
        if (!isActive) {
          throw invalidParameter(`The experiment ${experimentId} must be in the 'active' lifecycle_stage to set tags`);
        }
        return { files: [{ owner: folder.path, path: join(folder.path, "tags", key), content: value }] };
      }),

    deleteExperimentTag: (experimentId, key) =>
      write(`Could not delete the tag '${key}'`, () => {
        const { folder, isActive } = openExperiment(context, experimentId);
        if (!isActive) {
          throw invalidParameter(
            `The experiment ${experimentId} must be in the 'active' lifecycle_stage to delete tags`,
          );
        }
        checkTagKey(key);
        const path = join(folder.path, "tags", key);
        if (!isFile(path)) throw doesNotExist(`No tag with name: ${key} in experiment with id ${experimentId}`);
        return { files: [{ owner: folder.path, path }] };
      }),
  };
}

function newExperiment(
  context: FileStoreContext,
  name: string,
  location: string | undefined,
  tags: Record<string, string>,
): Experiment {
  if (location?.startsWith("runs:")) checkArtifactLocation(location);
  checkExperimentName(name);
  if (location) checkArtifactLocation(location);
  for (const [key, value] of Object.entries(tags)) checkExperimentTag(key, value);
  checkNameIsFree(context, name);
  const experimentId = newExperimentId(context.root);
  const now = Date.now();
  return {
    experimentId,
    name,
    artifactLocation: location ? storedLocation(context.root, location) : defaultLocation(context.root, experimentId),
    lifecycleStage: "active",
    tags,
    creationTime: now,
    lastUpdateTime: now,
  };
}

function creation(context: FileStoreContext, experiment: Experiment): FileChanges {
  const owner = join(context.root, experiment.experimentId);
  const meta = {
    artifact_location: experiment.artifactLocation ?? null,
    creation_time: experiment.creationTime ?? null,
    effective_trace_archival_retention: null,
    experiment_id: experiment.experimentId,
    last_update_time: experiment.lastUpdateTime ?? null,
    lifecycle_stage: experiment.lifecycleStage,
    name: experiment.name,
    trace_location: null,
    workspace: "default",
  };
  const tags = Object.entries(experiment.tags).map(([key, content]) => ({
    owner,
    path: join(owner, "tags", key),
    content,
  }));
  // The meta file comes last: without it there is no experiment yet.
  return { newFolder: owner, files: [...tags, { owner, path: join(owner, metaFile), content: dumpYaml(meta) }] };
}

/** MLflow searches for the name by a filter, quotes and all: what that cannot parse cannot be a name. */
function checkNameIsFree({ root }: FileStoreContext, name: string): void {
  const matches = compileFilter("experiments", parseFilter("experiments", `name = '${name}'`, "file"));
  for (const { path, experimentId } of listExperimentFolders(root)) {
    const meta = readMetaFile(join(path, metaFile))?.meta;
    const taken = meta === undefined ? undefined : metaText(meta, "name");
    if (meta === undefined || taken === undefined) continue;
    const row = {
      attribute: (key: string) => (key === "name" ? taken : key === "experiment_id" ? experimentId : undefined),
    };
    if (!matches(row)) continue;
    if (metaText(meta, "lifecycle_stage") !== "deleted") {
      throw new MlflowError("RESOURCE_ALREADY_EXISTS", `Experiment '${taken}' already exists.`);
    }
    throw new MlflowError(
      "RESOURCE_ALREADY_EXISTS",
      `Experiment '${taken}' already exists in deleted state. You can restore the experiment, or permanently delete the ` +
        "experiment from the .trash folder (under tracking server's root folder) in order to use this experiment name again.",
    );
  }
}

/** Eighteen digits, the first of them no zero (`_generate_unique_integer_id`). */
function newExperimentId(root: string): string {
  const digits = `${1 + randomBelow(9)}${Array.from({ length: 17 }, () => randomBelow(10)).join("")}`;
  return findExperimentFolders({ root }, digits).length === 0 ? digits : newExperimentId(root);
}

function deletion(context: FileStoreContext, experimentId: string): FileChanges {
  if (experimentId === "0") {
    throw new MlflowError(
      "INTERNAL_ERROR",
      "Cannot delete the default experiment '0'. This is an internally reserved experiment.",
    );
  }
  const experiment = openIn(context, experimentId, { isTrashed: false });
  if (experiment === undefined) throw doesNotExist(`Could not find experiment with ID ${experimentId}`);
  const to = join(context.root, trashFolder, experimentId);
  if (isFolder(to)) {
    throw new MlflowError(
      "RESOURCE_ALREADY_EXISTS",
      `Cannot delete experiment with ID ${experimentId}. The trash holds an experiment with the same ID.`,
    );
  }
  const now = Date.now();
  return {
    files: [
      ...runStageChanges(experiment.folder, { from: "active", to: "deleted" }, now),
      experimentMetaChange(experiment, { lifecycle_stage: "deleted", last_update_time: now }),
    ],
    move: { from: experiment.folder.path, to },
  };
}

function restoration(context: FileStoreContext, experimentId: string): FileChanges {
  const experiment = openIn(context, experimentId, { isTrashed: true });
  if (experiment === undefined) throw doesNotExist(`Could not find deleted experiment with ID ${experimentId}`);
  const to = join(context.root, experimentId);
  if (isFolder(to)) {
    throw new MlflowError(
      "RESOURCE_ALREADY_EXISTS",
      `Cannot restore experiment with ID ${experimentId}. An experiment with same ID already exists.`,
    );
  }
  const now = Date.now();
  return {
    files: [
      ...runStageChanges(experiment.folder, { from: "deleted", to: "active" }, now),
      experimentMetaChange(experiment, { lifecycle_stage: "active", last_update_time: now }),
    ],
    move: { from: experiment.folder.path, to },
  };
}

function openIn(
  context: FileStoreContext,
  experimentId: string,
  { isTrashed }: { isTrashed: boolean },
): OpenExperiment | undefined {
  if (!isExperimentId(experimentId)) return undefined;
  const folder = findExperimentFolders(context, experimentId).find((found) => found.isTrashed === isTrashed);
  return folder === undefined ? undefined : openExperimentFolder(folder);
}
