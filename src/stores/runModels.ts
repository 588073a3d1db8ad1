import { posix } from "node:path";
import type { Run } from "../mlflow/entities.ts";
import type { Store } from "../mlflow/store.ts";

/** A model of a run, and where its files are: of the logged model, or below the run's own artifacts. */
export interface RunModel {
  name: string;
  /** Its type or its flavours; empty where nothing is known. */
  detail: string;
  /** Read by the run, not made by it. */
  isInput?: boolean;
  modelId?: string;
  /** Below the run's artifacts. */
  path?: string;
}

/** The models that a run made and read, as its MLflow tells of them: logged models, or the tag of the log_model history. */
export async function readModels(store: Store, run: Run): Promise<RunModel[]> {
  const logged = await Promise.all(
    [...run.modelOutputs, ...run.modelInputs].map(async ({ modelId }, place): Promise<RunModel> => {
      const link = { modelId, isInput: place >= run.modelOutputs.length };
      try {
        const model = await store.getLoggedModel(modelId);
        const detail = model.modelType || (model.status === "READY" ? "" : model.status.toLowerCase());
        return { ...link, name: model.name, detail };
      } catch {
        // A model that was deleted leaves its link in the run.
        return { ...link, name: modelId, detail: "" };
      }
    }),
  );
  return [...logged, ...loggedBefore3(run)];
}

function loggedBefore3(run: Run): RunModel[] {
  const history: unknown = parsed(run.tags["mlflow.log-model.history"]);
  if (!Array.isArray(history)) return [];
  const models = new Map<string, RunModel>();
  for (const entry of history as { artifact_path?: unknown; flavors?: unknown }[]) {
    const path = typeof entry?.artifact_path === "string" ? entry.artifact_path : undefined;
    // MLflow 3 writes this tag too, with the model's whole URI.
    if (path === undefined || /^[a-z]+:/i.test(path) || posix.isAbsolute(path)) continue;
    const flavors = typeof entry.flavors === "object" && entry.flavors !== null ? Object.keys(entry.flavors) : [];
    const detail = flavors.filter((flavor) => flavor !== "python_function").join(", ");
    models.set(path, { name: path, detail, path });
  }
  return [...models.values()];
}

function parsed(json: string | undefined): unknown {
  try {
    return JSON.parse(json ?? "null");
  } catch {
    // A tag is the user's: whoever wrote something else into it has no models to show.
    return undefined;
  }
}
