import { log } from "../../log.ts";
import type { Run } from "../../mlflow/entities.ts";
import type { ArtifactOwner, Store } from "../../mlflow/store.ts";
import { listArtifacts } from "../../stores/artifactUri.ts";

/** A file that a run has, below its own artifacts or in a model that it made. */
export interface RunFile {
  /** As the comparison names it: a model's files are below the model's name. */
  name: string;
  owner: ArtifactOwner;
  path: string;
  size: number | undefined;
}

/** What one run adds to the comparison at most. */
const maxFiles = 2_000;

/** All files of a run, by name. */
export async function listFiles(store: Store, run: Run): Promise<{ files: Map<string, RunFile>; isCut: boolean }> {
  const files = new Map<string, RunFile>();
  let isCut = false;
  const walk = async (owner: ArtifactOwner, prefix: string, folder: string): Promise<void> => {
    if (files.size >= maxFiles) {
      isCut = true;
      return;
    }
    const found = await listArtifacts(store, owner, folder);
    for (const { path, isDir, fileSize } of found) {
      if (isDir) continue;
      if (files.size >= maxFiles) isCut = true;
      else files.set(prefix + path, { name: prefix + path, owner, path, size: fileSize });
    }
    for (const { path, isDir } of found) if (isDir) await walk(owner, prefix, path);
  };
  await walk({ runId: run.runId }, "", "");
  for (const { modelId } of run.modelOutputs) {
    try {
      const { name } = await store.getLoggedModel(modelId);
      await walk({ modelId }, `${name}/`, "");
    } catch (error) {
      // A model that was deleted leaves its link in the run.
      log.trace(`${run.runId}: model ${modelId}: ${String(error)}`);
    }
  }
  return { files, isCut };
}
