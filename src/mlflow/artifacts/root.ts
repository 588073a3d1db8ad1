import { realpathSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { doesNotExist, MlflowError } from "../errors.ts";
import type { ArtifactOwner } from "../store.ts";
import { checkedPath, isInside, realPathInside } from "./inside.ts";
import { type ArtifactLocation, parseArtifactUri } from "./uri.ts";

/** Where a store says that the artifacts of a run or a logged model are. */
export interface ArtifactPlace {
  /** As stored. */
  uri: string | undefined;
  /** Where a file store has them beside their owner's `meta.yaml`, wherever that store was moved to. */
  folder?: string;
}

/**
 * What a local store knows of artifacts. Its functions answer at once and throw MLflow's errors for what is not there.
 */
export interface ArtifactSource {
  /** The file store's folder, or the database file's: moved artifacts are looked for in it and beside it. */
  folder: string;
  /** `OpenOptions.artifactRoots`. */
  artifactRoots?: readonly string[];
  run(runId: string): ArtifactPlace;
  loggedModel(modelId: string): ArtifactPlace;
  modelVersion(name: string, version: string): { source?: string; storageLocation?: string; modelId?: string };
  /** The version that `models:/NAME@ALIAS`, `models:/NAME/STAGE` (its highest) or `models:/NAME/latest` names. */
  findVersion(name: string, wanted: { alias?: string; stage?: string }): string;
  /** The logged models that the run made; empty before MLflow 3. */
  outputModels(runId: string): readonly { modelId: string; name: string }[];
}

/** URIs of versions name other versions; a store may hold a ring of them. */
const maxHops = 8;
const idPattern = /^(m-|tr-)?[0-9a-f]{32}$/;

/**
 * The real path of the folder that holds an owner's artifacts, wherever the store was moved; `undefined` where there is
 * none, which is how Git and MLflow leave a run without artifacts.
 *
 * @throws MlflowError RESOURCE_DOES_NOT_EXIST for an unknown owner, IO_ERROR where they are not on this machine,
 *   PERMISSION_DENIED where they are but may not be opened; the message says what to do
 */
export function artifactRoot(source: ArtifactSource, owner: ArtifactOwner): string | undefined {
  if ("runId" in owner) return rootOfPlace(source, source.run(owner.runId), owner.runId);
  if ("modelId" in owner) return rootOfPlace(source, source.loggedModel(owner.modelId), owner.modelId);
  return rootOfVersion(source, owner.name, owner.version, 0);
}

/** The same for a URI that a store holds otherwise, as a trace's tag `mlflow.artifactLocation`. `id` is its owner's. */
export function rootOfPlace(source: ArtifactSource, place: ArtifactPlace, id: string): string | undefined {
  return rootOfUri(source, place, { id, hops: 0 });
}

interface Search {
  id?: string;
  hops: number;
}

function rootOfUri(source: ArtifactSource, place: ArtifactPlace, search: Search): string | undefined {
  const own = place.folder === undefined ? [] : [place.folder];
  const uri = place.uri ?? "";
  if (uri === "") return firstAllowed(source, own);
  if (search.hops > maxHops) throw new MlflowError("IO_ERROR", `'${uri}' leads from model to model without an end.`);
  const location = parseArtifactUri(uri);
  switch (location.kind) {
    case "path": {
      const candidates = location.spellings.flatMap((path) => candidatesOf(source, path, location, search.id));
      return (
        firstAllowed(source, [...candidates, ...own]) ??
        rootOfOutputModel(source, location.spellings[0] ?? "", search.hops)
      );
    }
    case "network": {
      const found = firstAllowed(source, [...movedFrom(source, location.path, search.id), ...own]);
      if (found !== undefined) return found;
      throw new MlflowError(
        "PERMISSION_DENIED",
        `The artifacts are on another machine: '${uri}'. Only files of this machine are opened; copy them into the store, or mount the folder and link it.`,
      );
    }
    case "proxied":
      return rootOfProxied(source, uri, location.path, own, search);
    case "run":
      return rootOfRunPath(source, location.runId, location.path, search.hops);
    case "loggedModel": {
      const model = source.loggedModel(location.modelId);
      return rootOfUri(source, model, { id: location.modelId, hops: search.hops + 1 });
    }
    case "modelVersion": {
      const version = location.version ?? source.findVersion(location.name, location);
      return below(rootOfVersion(source, location.name, version, search.hops + 1), location.path);
    }
    case "remote":
      throw new MlflowError(
        "IO_ERROR",
        `The artifacts are at '${uri}', which cannot be read from here. Open the store through its tracking server, or get them with 'mlflow artifacts download --artifact-uri ${uri}'.`,
      );
  }
}

/** MLflow: `storage_location` or else `source` (`get_model_version_download_uri`). Here the one that exists. */
function rootOfVersion(source: ArtifactSource, name: string, version: string, hops: number): string | undefined {
  const { source: uri, storageLocation, modelId } = source.modelVersion(name, version);
  const uris = [...new Set([storageLocation, uri].filter((text) => text !== undefined && text !== ""))];
  if (modelId !== undefined) uris.push(`models:/${modelId}`);
  let refusal: unknown;
  for (const text of uris) {
    try {
      const root = rootOfUri(source, { uri: text }, { hops: hops + 1 });
      if (root !== undefined) return root;
    } catch (error) {
      refusal ??= error;
    }
  }
  if (refusal !== undefined) throw refusal as Error;
  return undefined;
}

function rootOfRunPath(source: ArtifactSource, runId: string, path: string, hops: number): string | undefined {
  const root = rootOfUri(source, source.run(runId), { id: runId, hops: hops + 1 });
  const place = below(root, path);
  return place ?? rootOfModelNamed(source, runId, path, hops);
}

/** In MLflow 3 `…/RUN/artifacts/NAME` names the model that the run logged, which lies elsewhere. */
function rootOfOutputModel(source: ArtifactSource, path: string, hops: number): string | undefined {
  const match = /\/([^/]+)\/artifacts\/(.+)$/.exec(path);
  const [, runId, rest] = match ?? [];
  if (runId === undefined || rest === undefined || !idPattern.test(runId)) return undefined;
  return rootOfModelNamed(source, runId, rest, hops);
}

function rootOfModelNamed(source: ArtifactSource, runId: string, path: string, hops: number): string | undefined {
  const [name, ...rest] = path.split("/");
  const model = source.outputModels(runId).find((output) => output.name === name);
  if (model === undefined) return undefined;
  const place = source.loggedModel(model.modelId);
  return below(rootOfUri(source, place, { id: model.modelId, hops: hops + 1 }), rest.join("/"));
}

function rootOfProxied(
  source: ArtifactSource,
  uri: string,
  path: string,
  own: readonly string[],
  { id, hops }: Search,
): string | undefined {
  const found =
    firstAllowed(source, [
      ...servedFolders(source).map((folder) => join(folder, path)),
      ...movedFrom(source, path, id),
    ]) ??
    firstAllowed(source, own) ??
    rootOfOutputModel(source, `/${path}`, hops);
  if (found !== undefined || servedFolders(source).some(isFolder)) return found;
  throw new MlflowError(
    "IO_ERROR",
    `The artifacts are at '${uri}', which a tracking server hands out. Open the store through that server, or copy the server's folder 'mlartifacts' to '${servedFolders(source)[0]}'.`,
  );
}

/** Where `mlflow server` keeps what it serves: `mlartifacts` in the folder it was started in. */
function servedFolders({ folder }: ArtifactSource): string[] {
  return [join(dirname(folder), "mlartifacts"), join(folder, "mlartifacts")];
}

function candidatesOf(
  source: ArtifactSource,
  path: string,
  { isAbsolute, drive }: Extract<ArtifactLocation, { kind: "path" }>,
  id: string | undefined,
): string[] {
  const moved = movedFrom(source, path, id);
  if (!isAbsolute) return [...basesOf(source).map((base) => resolve(base, path)), ...moved];
  if (drive === undefined) return [path, ...moved];
  return process.platform === "win32" ? [drive + path, ...moved] : moved;
}

/**
 * Where artifacts may lie in a store that was moved: each end of the stored path that still names their owner, the
 * longest first, below each folder in which stores keep artifacts.
 */
function movedFrom(source: ArtifactSource, path: string, id: string | undefined): string[] {
  const parts = path.split("/").filter((part) => part !== "" && part !== "..");
  const owner = parts.findLastIndex((part) => (id === undefined ? idPattern.test(part) : part === id));
  if (owner === -1) return [];
  const bases = basesOf(source);
  const candidates = [];
  for (let start = Math.max(0, owner - 16); start <= owner; start++) {
    for (const base of bases) candidates.push(join(base, ...parts.slice(start)));
  }
  return candidates;
}

function basesOf({ folder }: ArtifactSource): string[] {
  const parent = dirname(folder);
  return [
    folder,
    join(folder, ".trash"),
    parent,
    join(parent, "mlartifacts"),
    join(folder, "mlartifacts"),
    join(folder, "mlruns"),
    join(parent, "mlruns"),
    dirname(parent),
  ];
}

function below(root: string | undefined, path: string): string | undefined {
  return root === undefined || path === "" ? root : realPathInside(root, checkedPath(path));
}

function firstAllowed(source: ArtifactSource, candidates: readonly string[]): string | undefined {
  let refused: string | undefined;
  for (const candidate of candidates) {
    if (!isFolder(candidate)) continue;
    const real = realpathSync.native(candidate);
    if (isAllowed(source, real)) return real;
    refused ??= candidate;
  }
  if (refused === undefined) return undefined;
  throw new MlflowError(
    "PERMISSION_DENIED",
    `The artifacts are in '${refused}', outside of the store and of the folders that may be opened. Trust the workspace to open them.`,
  );
}

function isAllowed({ folder, artifactRoots }: ArtifactSource, real: string): boolean {
  return artifactRoots === undefined || [folder, ...artifactRoots].some((root) => isInside(realOrSame(root), real));
}

function realOrSame(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    // It is not there: nothing can lie in it.
    return path;
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    // A loop of links, a part that is a file, no permission to look: not there for us.
    return false;
  }
}

/** MLflow's answer for an artifact that is not there (`LocalArtifactRepository`). */
export function noSuchArtifact(path: string): MlflowError {
  return doesNotExist(`No such artifact: '${path}'`);
}
