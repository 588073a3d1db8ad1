import { join } from "node:path";
import { type Experiment } from "../entities.ts";
import { doesNotExist, MlflowError } from "../errors.ts";
import { type Row } from "../search/evaluate.ts";
import { type ExperimentSummary, type TrackingReads, type ViewType } from "../store.ts";
import {
  checkExperimentId,
  type ExperimentFolder,
  type FileStoreContext,
  findExperimentFolders,
  isExperimentId,
  isFolder,
  listExperimentFolders,
  metaFile,
} from "./context.ts";
import { type Meta, metaNumber, metaText, withYaml } from "./disk/meta.ts";
import { readMetaFile } from "./disk/metaFile.ts";
import { readTexts } from "./folders/texts.ts";
import { lookAtMetas } from "./runs/look/look.ts";
import { runsOf } from "./runs/match.ts";
import { type RunsState, tableOf } from "./runs/state.ts";
import { searchPage } from "./searchPage.ts";

/** Experiments are few: their files are read whenever they are asked for. */
export function fileExperiments(
  state: RunsState,
): Pick<TrackingReads, "searchExperiments" | "getExperiment" | "getExperimentByName" | "summarizeExperiments"> {
  const { context } = state;
  return {
    searchExperiments: (query = {}) =>
      withYaml(() => {
        const { found, nextPageToken } = searchPage("experiments", query, () =>
          readExperiments(context, query.viewType).map((experiment) => ({
            experiment,
            row: experimentRow(experiment),
          })),
        );
        return { experiments: found.map(({ experiment }) => experiment), nextPageToken };
      }),
    getExperiment: (experimentId) => withYaml(() => existingExperiment(context, experimentId)),
    getExperimentByName: (name) => withYaml(() => experimentByName(context, name)),
    summarizeExperiments: ({ viewType } = {}) => summarizeExperiments(state, viewType),
  };
}

/**
 * An experiment, active or deleted (`FileStore.get_experiment`), to be called inside `withYaml`.
 *
 * @throws MlflowError with MLflow's messages
 */
export function existingExperiment(context: FileStoreContext, experimentId: string): Experiment {
  checkExperimentId(experimentId);
  const [folder] = findExperimentFolders(context, experimentId);
  if (folder === undefined) throw doesNotExist(`Could not find experiment with ID ${experimentId}`);
  const experiment = readExperiment(folder);
  if (experiment === undefined) throw doesNotExist(`Experiment '${experimentId}' does not exist.`);
  return experiment;
}

/** The first of that name, active or deleted, in MLflow's order; to be called inside `withYaml`. */
export function experimentByName(context: FileStoreContext, name: string): Experiment | undefined {
  // Other than MLflow, which asks with a filter, a name may hold a quote.
  const { found } = searchPage("experiments", { viewType: "ALL", maxResults: 50_000 }, () =>
    readExperiments(context, "ALL")
      .filter((experiment) => experiment.name === name)
      .map((experiment) => ({ experiment, row: experimentRow(experiment) })),
  );
  return found[0]?.experiment;
}

/** All experiments of a view, which the folder decides: what lies in the trash is deleted. Inside `withYaml`. */
export function readExperiments(context: FileStoreContext, viewType: ViewType = "ACTIVE_ONLY"): Experiment[] {
  checkRoot(context.root);
  return experimentFoldersOf(context.root, viewType).flatMap((folder) => readExperiment(folder) ?? []);
}

function experimentFoldersOf(root: string, viewType: ViewType = "ACTIVE_ONLY"): ExperimentFolder[] {
  return listExperimentFolders(root).filter(
    ({ isTrashed }) => viewType === "ALL" || isTrashed === (viewType === "DELETED_ONLY"),
  );
}

function checkRoot(root: string): void {
  if (!isFolder(root)) throw new MlflowError("IO_ERROR", `'${root}' does not exist or is not a folder.`);
}

/**
 * @returns `undefined` for what MLflow passes over: a folder without a meta.yaml or with an empty one, or that of
 *   another experiment
 */
function readExperiment({ path, experimentId, isTrashed }: ExperimentFolder): Experiment | undefined {
  const file = readMetaFile(join(path, metaFile));
  if (file === undefined || file.problem === "is empty") return undefined;
  const { meta } = file;
  const problems = file.problem === undefined ? [] : [`meta.yaml ${file.problem}.`];
  if (meta !== undefined) {
    const named = metaText(meta, "experiment_id")?.trim();
    if (named !== undefined && named !== experimentId) return undefined;
    problems.push(...missingKeys(meta));
  }
  if (!isExperimentId(experimentId)) problems.push(`'${experimentId}' is not an id that MLflow accepts.`);
  const isDeleted = isTrashed || (meta !== undefined && metaText(meta, "lifecycle_stage") === "deleted");
  const tags = readTexts(join(path, "tags"), "The tag", problems);
  return {
    experimentId,
    name: (meta && metaText(meta, "name")) ?? experimentId,
    artifactLocation: meta && metaText(meta, "artifact_location"),
    // MLflow 1 left `active` in the meta.yaml of what it moved to the trash.
    lifecycleStage: isDeleted ? "deleted" : "active",
    tags,
    creationTime: timeOf(meta, "creation_time", problems),
    lastUpdateTime: timeOf(meta, "last_update_time", problems),
    problems: problems.length === 0 ? undefined : problems,
  };
}

/** Without these MLflow fails. */
function missingKeys(meta: Meta): string[] {
  return ["experiment_id", "name", "artifact_location", "lifecycle_stage"]
    .filter((key) => !meta.has(key))
    .map((key) => `meta.yaml has no ${key}.`);
}

function timeOf(meta: Meta | undefined, key: string, problems: string[]): number | undefined {
  const time = meta && metaNumber(meta, key);
  if (!Number.isNaN(time)) return time;
  problems.push(`meta.yaml has a ${key} that is not a number.`);
  return undefined;
}

function experimentRow(experiment: Experiment): Row {
  return {
    attribute(key) {
      switch (key) {
        case "name":
          return experiment.name;
        case "experiment_id":
          return experiment.experimentId;
        case "creation_time":
          return experiment.creationTime;
        case "last_update_time":
          return experiment.lastUpdateTime;
      }
      return undefined;
    },
    tag: (key) => (Object.hasOwn(experiment.tags, key) ? experiment.tags[key] : undefined),
  };
}

/** Counts active runs, of which but the meta.yaml are looked at. Folders with the same id are one experiment. */
async function summarizeExperiments(state: RunsState, viewType?: ViewType): Promise<ExperimentSummary[]> {
  const folders = await withYaml(() => {
    const known = new Set(readExperiments(state.context, viewType).map(({ experimentId }) => experimentId));
    return listExperimentFolders(state.context.root).filter(({ experimentId }) => known.has(experimentId));
  });
  const summaries = new Map<string, ExperimentSummary>();
  for (const folder of folders) {
    const table = tableOf(state, folder);
    await lookAtMetas(table, state.reader);
    const summary = summaries.get(folder.experimentId) ?? { experimentId: folder.experimentId, runCount: 0 };
    for (const row of runsOf(table)) {
      summary.runCount++;
      const start = table.rows.startTime[row]!;
      if (start > (summary.lastStartTime ?? -Infinity)) summary.lastStartTime = start;
    }
    summaries.set(folder.experimentId, summary);
  }
  return [...summaries.values()];
}
