import { posix } from "node:path";
import * as vscode from "vscode";
import type { FileInfo } from "../mlflow/entities.ts";
import { MlflowError } from "../mlflow/errors.ts";
import type { ArtifactOwner, Store } from "../mlflow/store.ts";
import { artifactUri, listArtifacts, parseArtifactUri } from "../stores/artifactUri.ts";
import type { Stores } from "../stores/index.ts";

/** A listing is asked for once for all the questions that opening one file makes. */
const listingKeptMs = 2_000;
/** The largest artifact that is opened in an editor; what is larger can be downloaded. */
const maxOpenBytes = 1024 ** 3;

export interface ArtifactFileSystem extends vscode.FileSystemProvider, vscode.Disposable {}

/** The artifacts of runs, logged models and model versions as read-only files. */
export function artifactFileSystem(stores: Stores): ArtifactFileSystem {
  const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  const listings = new Map<string, { at: number; files: Promise<FileInfo[]> }>();
  const watched = new Map<object, vscode.Uri>();
  /** When a run was last seen to change: the time of its files, which MLflow's lists do not tell. */
  const changeTimes = new Map<string, number>();

  async function storeOf(uri: vscode.Uri): Promise<{ store: Store; owner: ArtifactOwner; path: string }> {
    const { storeId, owner, path } = parseArtifactUri(uri);
    await stores.ready();
    return { store: stores.get(storeId), owner, path };
  }

  function listing(uri: vscode.Uri): Promise<FileInfo[]> {
    const key = uri.toString();
    const known = listings.get(key);
    const now = Date.now();
    if (known !== undefined && now - known.at < listingKeptMs) return known.files;
    for (const [old, { at }] of listings) if (now - at >= listingKeptMs) listings.delete(old);
    const files = storeOf(uri).then(({ store, owner, path }) => listArtifacts(store, owner, path));
    listings.set(key, { at: now, files });
    files.catch(() => listings.delete(key));
    return files;
  }

  const changes = stores.onDidChange(({ store, changes: all }) => {
    const events: vscode.FileChangeEvent[] = [];
    for (const uri of watched.values()) {
      const { storeId, owner } = parseArtifactUri(uri);
      if (storeId !== store.id || !("runId" in owner)) continue;
      const { runId } = owner;
      if (!all.some((change) => change.kind === "runs" && (change.runIds?.includes(runId) ?? true))) continue;
      changeTimes.set(runId, Date.now());
      events.push({ type: vscode.FileChangeType.Changed, uri });
    }
    if (events.length === 0) return;
    listings.clear();
    changed.fire(events);
  });

  return {
    onDidChangeFile: changed.event,
    watch(uri) {
      const key = {};
      watched.set(key, uri);
      return new vscode.Disposable(() => watched.delete(key));
    },
    stat: (uri) =>
      inFileSystemWords(uri, async () => {
        const { owner, path } = parseArtifactUri(uri);
        const mtime = ("runId" in owner && changeTimes.get(owner.runId)) || 0;
        const folder = { type: vscode.FileType.Directory, ctime: 0, mtime, size: 0 };
        if (path === "") {
          await storeOf(uri);
          return folder;
        }
        const parent = posix.dirname(path);
        const files = await listing(artifactUri({ ...parseArtifactUri(uri), path: parent === "." ? "" : parent }));
        const file = files.find((info) => info.path === path);
        if (file === undefined) throw vscode.FileSystemError.FileNotFound(uri);
        if (file.isDir) return folder;
        return { type: vscode.FileType.File, ctime: 0, mtime, size: file.fileSize ?? 0 };
      }),
    readDirectory: (uri) =>
      inFileSystemWords(uri, async () =>
        (await listing(uri)).map(({ path, isDir }): [string, vscode.FileType] => [
          posix.basename(path),
          isDir ? vscode.FileType.Directory : vscode.FileType.File,
        ]),
      ),
    readFile: (uri) =>
      inFileSystemWords(uri, async () => {
        const { store, owner, path } = await storeOf(uri);
        const bytes = await readArtifact(store, owner, path, { length: maxOpenBytes + 1 });
        if (bytes.length > maxOpenBytes) {
          throw new vscode.FileSystemError(
            vscode.l10n.t("This artifact is larger than 1 GB: download it and open the copy."),
          );
        }
        return bytes;
      }),
    writeFile: refuse,
    rename: refuse,
    delete: refuse,
    createDirectory: refuse,
    dispose: () => {
      changes.dispose();
      changed.dispose();
    },
  };
}

function readArtifact(
  store: Store,
  owner: ArtifactOwner,
  path: string,
  range: { length: number },
): Promise<Uint8Array> {
  if ("runId" in owner) return store.readArtifact(owner.runId, path, range);
  if ("modelId" in owner) return store.readLoggedModelArtifact(owner.modelId, path, range);
  return store.readModelVersionArtifact(owner.name, owner.version, path, range);
}

function refuse(uri: vscode.Uri): never {
  throw vscode.FileSystemError.NoPermissions(uri);
}

/** VS Code tells a missing file from a failure by the kind of error. */
async function inFileSystemWords<T>(uri: vscode.Uri, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof MlflowError)) throw error;
    if (error.errorCode === "RESOURCE_DOES_NOT_EXIST") throw vscode.FileSystemError.FileNotFound(uri);
    if (error.errorCode === "PERMISSION_DENIED") throw vscode.FileSystemError.NoPermissions(error.message);
    throw vscode.FileSystemError.Unavailable(error.message);
  }
}
