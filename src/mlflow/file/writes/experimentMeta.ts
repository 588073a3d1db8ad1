import { join } from "node:path";
import { doesNotExist } from "../../errors.ts";
import { type ExperimentFolder, type FileStoreContext, findExperimentFolders, metaFile } from "../context.ts";
import { metaText } from "../disk/meta.ts";
import { readTexts } from "../folders/texts.ts";
import { editMeta, type MetaChanges, openMeta, type OpenMeta } from "./metaEdit.ts";
import type { FileChange } from "./fileChanges.ts";

export interface OpenExperiment extends OpenMeta {
  folder: ExperimentFolder;
  /** By its folder and by its own word: MLflow 1 leaves a trashed one `active`. */
  isActive: boolean;
}

/** @throws MlflowError RESOURCE_DOES_NOT_EXIST as `FileStore.get_experiment` does */
export function openExperiment(context: FileStoreContext, experimentId: string): OpenExperiment {
  const [folder] = findExperimentFolders(context, experimentId);
  if (folder === undefined) throw doesNotExist(`Could not find experiment with ID ${experimentId}`);
  return openExperimentFolder(folder);
}

export function openExperimentFolder(folder: ExperimentFolder): OpenExperiment {
  const opened = openMeta(join(folder.path, metaFile));
  const { experimentId } = folder;
  if (metaText(opened.meta, "experiment_id")?.trim() !== experimentId) {
    throw doesNotExist(`Experiment '${experimentId}' does not exist.`);
  }
  const isActive = !folder.isTrashed && metaText(opened.meta, "lifecycle_stage") !== "deleted";
  return { ...opened, folder, isActive };
}

/** What changes in the `meta.yaml`; MLflow enters the tags whenever it writes it again, as a copy that nothing reads. */
export function experimentMetaChange({ folder, text }: OpenExperiment, changes: MetaChanges): FileChange {
  const tags = readTexts(join(folder.path, "tags"), "The tag", []);
  return {
    owner: folder.path,
    path: join(folder.path, metaFile),
    content: editMeta(text, { ...changes, tags }),
  };
}
