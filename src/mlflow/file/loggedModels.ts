import type { LoggedModel } from "../entities.ts";
import { MlflowError } from "../errors.ts";
import type { Row } from "../search/evaluate.ts";
import type { LoggedModelReads } from "../store.ts";
import { type FileStoreContext, findExperimentFolders } from "./context.ts";
import { withYaml } from "./disk/meta.ts";
import {
  findLoggedModelFolder,
  listLoggedModelFolders,
  modelNotFound,
  readLoggedModel,
} from "./folders/loggedModel.ts";
import { searchPage } from "./searchPage.ts";

/** Logged models of a file store; none in one of MLflow 1 or 2. */
export function fileLoggedModels(context: FileStoreContext): LoggedModelReads {
  return {
    searchLoggedModels: ({ experimentIds, ...query }) =>
      withYaml(() => {
        const { found, nextPageToken } = searchPage("loggedModels", query, () =>
          experimentIds.flatMap((experimentId) => listModels(context, experimentId)),
        );
        return { loggedModels: found.map(({ model }) => model), nextPageToken };
      }),
    getLoggedModel: (modelId) => withYaml(() => existingLoggedModel(context.root, modelId)),
  };
}

/** @throws MlflowError RESOURCE_DOES_NOT_EXIST, for a deleted model too; INVALID_STATE where it names another experiment */
export function existingLoggedModel(root: string, modelId: string): LoggedModel {
  const folder = findLoggedModelFolder(root, modelId);
  const model = readLoggedModel(folder);
  if (model === undefined) throw modelNotFound(modelId);
  if (model.experimentId !== folder.experiment.experimentId) {
    throw new MlflowError("INVALID_STATE", `Model '${modelId}' metadata is in invalid state.`);
  }
  return model;
}

function listModels(context: FileStoreContext, experimentId: string): { model: LoggedModel; row: Row }[] {
  return findExperimentFolders(context, experimentId)
    .flatMap(listLoggedModelFolders)
    .flatMap((folder) => readLoggedModel(folder) ?? [])
    .filter((model) => model.experimentId === experimentId)
    .map((model) => ({ model, row: modelRow(model) }));
}

function modelRow(model: LoggedModel): Row {
  const attributes: Record<string, string | number | undefined> = {
    name: model.name,
    model_id: model.modelId,
    experiment_id: model.experimentId,
    model_type: model.modelType,
    source_run_id: model.sourceRunId,
    status: model.status,
    artifact_location: model.artifactLocation,
    creation_timestamp: model.creationTimestamp,
    creation_time: model.creationTimestamp,
    last_updated_timestamp: model.lastUpdatedTimestamp,
    last_updated_time: model.lastUpdatedTimestamp,
  };
  const metricsNamed = (key: string) => model.metrics.filter((metric) => metric.key === key);
  return {
    attribute: (key) => attributes[key],
    metric: (key) => metricsNamed(key)[0]?.value,
    latestMetric: (key) => {
      const [first, ...rest] = metricsNamed(key);
      return rest.reduce((best, metric) => (best && metric.timestamp > best.timestamp ? metric : best), first)?.value;
    },
    parameter: (key) => (Object.hasOwn(model.params, key) ? model.params[key] : undefined),
    tag: (key) => (Object.hasOwn(model.tags, key) ? model.tags[key] : undefined),
  };
}
