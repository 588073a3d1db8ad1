import { posix } from "node:path";
import * as vscode from "vscode";
import type { Store } from "../../mlflow/store.ts";
import type { ArtifactAction, ArtifactEntry } from "../../protocol/run.ts";
import { artifactUri, listArtifacts, parseArtifactUri } from "../../stores/artifactUri.ts";
import { readModels } from "../../stores/runModels.ts";

/** Files that a page lists of one folder. */
const maxListed = 2_000;

/**
 * The files of a folder of a run, folders first; at the root also the run's logged models, which MLflow 3 keeps apart.
 *
 * @param folder as an entry names it; "" for the root
 */
export async function readArtifacts(
  store: Store,
  storeId: string,
  runId: string,
  folder: string,
): Promise<ArtifactEntry[]> {
  const { owner, path } =
    folder === "" ? { owner: { runId }, path: "" } : parseArtifactUri(vscode.Uri.parse(folder, true));
  const models = folder === "" ? await readModels(store, await store.getRun(runId)) : [];
  const logged = models.flatMap(({ modelId, name }): ArtifactEntry[] =>
    modelId === undefined
      ? []
      : [{ name, isDir: true, uri: artifactUri({ storeId, owner: { modelId }, path: "" }).toString() }],
  );
  const files = (await listArtifacts(store, owner, path)).slice(0, maxListed).map((file): ArtifactEntry => ({
    name: posix.basename(file.path),
    uri: artifactUri({ storeId, owner, path: file.path }).toString(),
    isDir: file.isDir,
    fileSize: file.fileSize,
  }));
  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  files.sort((a, b) => Number(b.isDir) - Number(a.isDir) || collator.compare(a.name, b.name));
  return [...logged, ...files];
}

const commands: Record<ArtifactAction, string> = {
  open: "mlflowLens.openArtifact",
  source: "mlflowLens.openArtifactSource",
  save: "mlflowLens.saveArtifactAs",
  download: "mlflowLens.downloadArtifacts",
  reveal: "mlflowLens.revealArtifact",
  copyPath: "mlflowLens.copyArtifactPath",
};

/** Does with an artifact what its context menu in the tree does. */
export async function actOnArtifact(action: ArtifactAction, uri: string): Promise<void> {
  const artifact = vscode.Uri.parse(uri, true);
  parseArtifactUri(artifact);
  await vscode.commands.executeCommand(commands[action], { artifact });
}
