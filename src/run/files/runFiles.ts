import * as vscode from "vscode";
import { messageOf } from "../../command.ts";
import type { Store } from "../../mlflow/store.ts";
import type { LoggedTable, RunFiles } from "../../protocol/run.ts";
import { readModels } from "../../stores/runModels.ts";
import { loggedImages } from "./loggedImages.ts";
import { parseTable, tablesOf } from "./loggedTable.ts";

/** Tables and pictures of more bytes are opened as files. */
const maxTableBytes = 16_000_000;
const maxImageBytes = 32_000_000;

/** What is among a run's artifacts that the page has a tab for. */
export async function readFiles(store: Store, runId: string): Promise<RunFiles> {
  const run = await store.getRun(runId);
  const [root, models] = await Promise.all([store.listArtifacts(runId), readModels(store, run)]);
  const hasImages = root.some(({ path, isDir }) => isDir && path === "images");
  const images = hasImages ? await store.listArtifacts(runId, "images") : [];
  return {
    images: loggedImages(images.map(({ path }) => path)),
    tables: tablesOf(run.tags["mlflow.loggedArtifacts"]),
    artifactCount: root.length + models.filter(({ modelId }) => modelId !== undefined).length,
  };
}

/** @throws Error where the table is too large or none */
export async function readTable(store: Store, runId: string, path: string): Promise<LoggedTable> {
  const bytes = await store.readArtifact(runId, path, { length: maxTableBytes + 1 });
  if (bytes.length > maxTableBytes) throw tooLarge(path);
  try {
    return parseTable(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new Error(vscode.l10n.t("{0} is not a table as MLflow writes them: {1}", path, messageOf(error)), {
      cause: error,
    });
  }
}

/** @throws Error where the picture is too large */
export async function readImage(store: Store, runId: string, path: string): Promise<Uint8Array> {
  const bytes = await store.readArtifact(runId, path, { length: maxImageBytes + 1 });
  if (bytes.length > maxImageBytes) throw tooLarge(path);
  return bytes;
}

function tooLarge(path: string): Error {
  return new Error(vscode.l10n.t("{0} is too large to be shown here: open it from the artifacts.", path));
}
