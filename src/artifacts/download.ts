import { mkdtemp, rename, rm } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import * as vscode from "vscode";
import { log } from "../log.ts";
import { formatBytes } from "../mlflow/format.ts";
import type { ArtifactOwner, DownloadOptions, Store } from "../mlflow/store.ts";
import { parseArtifactUri } from "../stores/artifactUri.ts";
import type { Stores } from "../stores/index.ts";

/** Saves one file under a name and in a place that the user picks. */
export async function saveAs(stores: Stores, artifact: vscode.Uri): Promise<void> {
  const name = posix.basename(artifact.path);
  const target = await vscode.window.showSaveDialog({
    defaultUri: startFolder(name),
    title: vscode.l10n.t("Save {0} As", name),
  });
  if (target === undefined) return;
  if (target.scheme !== "file") {
    await vscode.workspace.fs.writeFile(target, await vscode.workspace.fs.readFile(artifact));
    return;
  }
  await withProgress(vscode.l10n.t("Saving {0}", name), async (options) => {
    // Into a folder beside the target first, so that a download that fails or is cancelled leaves the old file.
    const folder = await mkdtemp(join(dirname(target.fsPath), ".mlflow-lens-"));
    try {
      await rename(await downloadOne(stores, artifact, folder, options), target.fsPath);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}

/** Downloads files and folders into a folder that the user picks. */
export async function download(stores: Stores, artifacts: readonly vscode.Uri[]): Promise<void> {
  const [first] = artifacts;
  if (first === undefined) return;
  const [target] =
    (await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      defaultUri: startFolder(""),
      openLabel: vscode.l10n.t("Download Here"),
      title: vscode.l10n.t("Download {0}", namesOf(artifacts)),
    })) ?? [];
  if (target === undefined) return;
  if (target.scheme !== "file")
    throw new Error(vscode.l10n.t("Artifacts can be downloaded only into a folder of this machine."));
  const written: string[] = [];
  const isDone = await withProgress(vscode.l10n.t("Downloading {0}", namesOf(artifacts)), async (options) => {
    for (const artifact of artifacts) written.push(await downloadOne(stores, artifact, target.fsPath, options));
  });
  const [path] = written;
  if (!isDone || path === undefined) return;
  const show = vscode.l10n.t("Reveal");
  // Not awaited by the command: the download has ended, whether or not the user closes the message.
  const picked = await vscode.window.showInformationMessage(
    vscode.l10n.t("Downloaded {0} to {1}", namesOf(artifacts), target.fsPath),
    show,
  );
  if (picked === show) await revealPath(path);
}

/** Shows a local artifact where it lies. */
export async function reveal(stores: Stores, artifact: vscode.Uri): Promise<void> {
  const path = await localPath(stores, artifact);
  if (path === undefined) {
    throw new Error(vscode.l10n.t("{0} is not on this machine. Download it instead.", posix.basename(artifact.path)));
  }
  await revealPath(path);
}

/** Copies the paths of local artifacts, the URIs of others. */
export async function copyPath(stores: Stores, artifacts: readonly vscode.Uri[]): Promise<void> {
  const paths = await Promise.all(
    artifacts.map(async (artifact) => (await localPath(stores, artifact)) ?? artifact.toString()),
  );
  await vscode.env.clipboard.writeText(paths.join("\n"));
}

async function localPath(stores: Stores, artifact: vscode.Uri): Promise<string | undefined> {
  const { storeId, owner, path } = parseArtifactUri(artifact);
  return stores.get(storeId).localArtifactPath(owner, path);
}

/** The system's file manager where there is one; a remote window has none, but shows its workspace. */
async function revealPath(path: string): Promise<void> {
  const uri = vscode.Uri.file(path);
  if (vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined) {
    await vscode.commands.executeCommand("revealFileInOS", uri);
    return;
  }
  if (vscode.workspace.getWorkspaceFolder(uri) !== undefined) {
    await vscode.commands.executeCommand("revealInExplorer", uri);
    return;
  }
  const copy = vscode.l10n.t("Copy Path");
  const picked = await vscode.window.showInformationMessage(
    vscode.l10n.t("{0} lies outside the folders that this window shows.", path),
    copy,
  );
  if (picked === copy) await vscode.env.clipboard.writeText(path);
}

function downloadOne(stores: Stores, artifact: vscode.Uri, folder: string, options: DownloadOptions): Promise<string> {
  const { storeId, owner, path } = parseArtifactUri(artifact);
  return downloadArtifacts(stores.get(storeId), owner, path, folder, options);
}

function downloadArtifacts(
  store: Store,
  owner: ArtifactOwner,
  path: string,
  folder: string,
  options: DownloadOptions,
): Promise<string> {
  // A root has no name of its own: it gets a folder named for its owner.
  const into = (name: string) => (path === "" ? join(folder, name) : folder);
  if ("runId" in owner) return store.downloadArtifacts(owner.runId, path, into(owner.runId), options);
  if ("modelId" in owner) return store.downloadLoggedModelArtifacts(owner.modelId, path, into(owner.modelId), options);
  const { name, version } = owner;
  return store.downloadModelVersionArtifacts(name, version, path, into(`${name}-${version}`), options);
}

/** @returns false when the user cancelled */
async function withProgress(title: string, action: (options: DownloadOptions) => Promise<void>): Promise<boolean> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort());
      try {
        await action({
          signal: controller.signal,
          onProgress: (bytes, path) => {
            const parts = [formatBytes(bytes, vscode.env.language), posix.basename(path)];
            progress.report({ message: parts.filter((part) => part !== "").join(" · ") });
          },
        });
        return true;
      } catch (error) {
        if (!controller.signal.aborted) throw error;
        log.info(`${title}: cancelled`);
        return false;
      }
    },
  );
}

function namesOf(artifacts: readonly vscode.Uri[]): string {
  const [first] = artifacts;
  if (artifacts.length === 1 && first !== undefined) return posix.basename(first.path);
  return vscode.l10n.t("{0} artifacts", artifacts.length);
}

function startFolder(name: string): vscode.Uri | undefined {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return folder === undefined ? undefined : vscode.Uri.joinPath(folder, name);
}
