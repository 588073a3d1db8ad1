import { posix } from "node:path";
import type { Run } from "../../mlflow/entities.ts";
import type { ArtifactOwner, Store } from "../../mlflow/store.ts";
import { listArtifacts } from "../../stores/artifactUri.ts";

/** What a version can be made of, as MLflow's `register_model` names it. */
export interface ModelSource {
  /** For the eye. */
  label: string;
  source: string;
  runId?: string;
}

/** The models that a run logged: MLflow 3's own, or folders of its artifacts that older ones tell of. */
export async function sourcesOfRun(store: Store, run: Run): Promise<ModelSource[]> {
  const logged = await Promise.all(
    run.modelOutputs.map(async ({ modelId }): Promise<ModelSource[]> => {
      try {
        const { name } = await store.getLoggedModel(modelId);
        return [{ label: name, source: `models:/${modelId}`, runId: run.runId }];
      } catch {
        // A model that was deleted leaves its link in the run, and nothing to register.
        return [];
      }
    }),
  );
  const before3 = pathsBefore3(run.tags["mlflow.log-model.history"]).map((path) => ({
    label: path,
    ...folderSource(run, path),
  }));
  return [...logged.flat(), ...before3];
}

/**
 * What a folder of artifacts is to `register_model`.
 *
 * @returns `undefined` where there is no MLmodel in it, so that it is no model
 */
export async function sourceOfFolder(
  store: Store,
  owner: ArtifactOwner,
  path: string,
): Promise<ModelSource | undefined> {
  const files = await listArtifacts(store, owner, path);
  if (!files.some((file) => !file.isDir && posix.basename(file.path) === "MLmodel")) return undefined;
  if ("modelId" in owner) {
    const { name, sourceRunId } = await store.getLoggedModel(owner.modelId);
    return { label: name, source: `models:/${owner.modelId}`, runId: sourceRunId };
  }
  if ("runId" in owner) return { label: path, ...folderSource(await store.getRun(owner.runId), path) };
  return { label: `${owner.name} v${owner.version}`, source: `models:/${owner.name}/${owner.version}` };
}

function folderSource(run: Run, path: string): { source: string; runId: string } {
  const root = (run.artifactUri ?? "").replace(/\/+$/, "");
  return { source: path === "" ? root : `${root}/${path}`, runId: run.runId };
}

function pathsBefore3(history: string | undefined): string[] {
  let entries: unknown;
  try {
    entries = JSON.parse(history ?? "[]");
  } catch {
    // A tag is the user's: whoever wrote something else into it has no models to register.
    return [];
  }
  if (!Array.isArray(entries)) return [];
  const paths = entries.flatMap((entry: { artifact_path?: unknown } | null) => {
    const path = entry?.artifact_path;
    // MLflow 3 writes this tag too, with the model's whole URI.
    return typeof path === "string" && !/^[a-z]+:/i.test(path) && !posix.isAbsolute(path) ? [path] : [];
  });
  return [...new Set(paths)];
}
