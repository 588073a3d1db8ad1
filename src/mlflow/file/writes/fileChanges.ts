import {
  closeSync,
  constants,
  accessSync,
  existsSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  type Stats,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { isInside } from "../../artifacts/inside.ts";
import { MlflowError, systemError } from "../../errors.ts";
import type { FileStoreContext } from "../context.ts";
import { randomHex } from "../../random.ts";

/** A file that gets a new content or, without one, is removed. */
export interface FileChange {
  path: string;
  content?: string;
  /**
   * The folder of the run, experiment, model or trace that it belongs to, where it is written under a temporary name:
   * MLflow takes every file inside `tags` for a tag, but looks at no other file here.
   */
  owner: string;
}

/** What one write does, all of it or nothing. The steps are done in this order. */
export interface FileChanges {
  /** A folder that must not be there yet: what another process makes under the same name is not written into. */
  newFolder?: string;
  /** Folders that are there afterwards, even if nothing is in them. */
  folders?: string[];
  files?: FileChange[];
  move?: { from: string; to: string };
  /** A folder that is removed with everything in it. */
  remove?: string;
}

/** Beyond this many files the system, not each file by itself, is trusted to get them to the disk. */
const maxSyncedFiles = 64;

/** @throws MlflowError PERMISSION_DENIED with the reason, where the store may not be written at all */
export function checkWritable({ readOnlyReason }: FileStoreContext): void {
  if (readOnlyReason !== undefined) throw new MlflowError("PERMISSION_DENIED", readOnlyReason);
}

/**
 * Does a write: everything that can be refused is looked at first, then the contents are written under temporary names,
 * synced and renamed; whatever fails is taken back.
 *
 * @param doing what it is, as the start of a sentence: "Could not set the tag"
 * @throws MlflowError PERMISSION_DENIED or IO_ERROR; then nothing was changed
 */
export function applyChanges(context: FileStoreContext, changes: FileChanges, doing: string): void {
  checkWritable(context);
  const undo: (() => void)[] = [];
  const staged: string[] = [];
  try {
    checkPlaces(context, changes);
    if (changes.newFolder !== undefined) makeNewFolder(changes.newFolder, undo);
    for (const folder of changes.folders ?? []) makeFolder(folder, undo);
    const files = (changes.files ?? []).map((change) => stage(change, (changes.files ?? []).length, staged, undo));
    for (const put of files) put();
    const { move, remove } = changes;
    if (move !== undefined) {
      makeFolder(dirname(move.to), undo);
      renameSync(move.from, move.to);
    }
    if (remove !== undefined) rmSync(remove, { recursive: true });
  } catch (error) {
    for (const takeBack of undo.reverse()) attempt(takeBack);
    throw systemError(doing, error);
  } finally {
    for (const path of staged) if (existsSync(path)) attempt(() => unlinkSync(path));
  }
}

/** @returns what puts the staged content into its place */
function stage(
  { path, content, owner }: FileChange,
  count: number,
  staged: string[],
  undo: (() => void)[],
): () => void {
  const old = statSync(path, { throwIfNoEntry: false });
  const before = old === undefined ? undefined : readFileSync(path);
  if (content === undefined) {
    return () => {
      unlinkSync(path);
      undo.push(() => writeNew(path, before ?? Buffer.alloc(0), old?.mode));
    };
  }
  makeFolder(dirname(path), undo);
  const temporary = join(owner, `.${basename(path).slice(0, 100)}.${randomHex().slice(0, 12)}.tmp`);
  staged.push(temporary);
  writeNew(temporary, Buffer.from(content), old?.mode, { sync: count <= maxSyncedFiles });
  return () => {
    renameSync(temporary, path);
    undo.push(() => {
      if (before === undefined) {
        unlinkSync(path);
        return;
      }
      writeNew(temporary, before, old?.mode);
      renameSync(temporary, path);
    });
  };
}

function writeNew(path: string, bytes: Buffer, mode: number | undefined, { sync = true } = {}): void {
  const file = openSync(path, "wx");
  try {
    for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
    if (mode !== undefined) fchmodSync(file, mode & 0o7777);
    if (sync) fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function makeNewFolder(folder: string, undo: (() => void)[]): void {
  makeFolder(dirname(folder), undo);
  mkdirSync(folder);
  undo.push(() => rmdirSync(folder));
}

/** Makes a folder and those above it. */
function makeFolder(folder: string, undo: (() => void)[]): void {
  const first = mkdirSync(folder, { recursive: true });
  if (first === undefined) return;
  undo.push(() => {
    // Only empty ones: what another process put there meanwhile stays.
    for (let made = folder; isInside(first, made); made = dirname(made)) rmdirSync(made);
  });
}

function checkPlaces(context: FileStoreContext, changes: FileChanges): void {
  const { newFolder, folders = [], files = [], move, remove } = changes;
  if (newFolder !== undefined) checkFolder(context, dirname(newFolder));
  for (const folder of folders) checkFolder(context, folder);
  for (const { path } of files) {
    checkFolder(context, dirname(path));
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) continue;
    if (stat.isDirectory()) throw keyClash(context, path);
    if (!stat.isFile()) throw new MlflowError("IO_ERROR", `'${path}' is not a file.`);
    checkMayWrite(path, stat);
  }
  if (move !== undefined) {
    checkFolder(context, dirname(move.from));
    checkFolder(context, dirname(move.to));
  }
  if (remove !== undefined) {
    checkFolder(context, dirname(remove));
    checkFoldersBelow(remove);
  }
}

/** A folder can be emptied only if each in it can: what is removed half is lost. */
function checkFoldersBelow(folder: string): void {
  checkMayWrite(folder, statSync(folder));
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) checkFoldersBelow(join(folder, entry.name));
  }
}

/** The nearest folder that exists must take new entries, and lie in the store where only that may be touched. */
function checkFolder(context: FileStoreContext, folder: string): void {
  let existing = folder;
  let stat = statOf(existing);
  while (stat === undefined && dirname(existing) !== existing) {
    existing = dirname(existing);
    stat = statOf(existing);
  }
  if (stat === undefined) return;
  if (!stat.isDirectory()) throw keyClash(context, existing);
  checkMayWrite(existing, stat);
  const { artifactRoots } = context.options;
  if (artifactRoots === undefined) return;
  const real = realpathSync.native(existing);
  const allowed = [context.root, ...artifactRoots].map((path) => (existsSync(path) ? realpathSync.native(path) : path));
  if (allowed.some((root) => isInside(root, real))) return;
  throw new MlflowError(
    "PERMISSION_DENIED",
    `'${existing}' is a link to '${real}', outside of the store. Nothing was written.`,
  );
}

function checkMayWrite(path: string, stat: Stats): void {
  // Root may write everything; what is marked as read-only is left alone all the same.
  if ((stat.mode & 0o222) === 0) throw new MlflowError("PERMISSION_DENIED", `'${path}' is read-only.`);
  try {
    accessSync(path, stat.isDirectory() ? constants.W_OK | constants.X_OK : constants.W_OK);
  } catch (error) {
    throw systemError(`'${path}' may not be written`, error);
  }
}

/** Key `m` is a file, so that `m/x` cannot be: MLflow fails on that too. */
function keyClash({ root }: FileStoreContext, path: string): MlflowError {
  return new MlflowError(
    "IO_ERROR",
    `'${relative(root, path)}' is a key already: another one cannot have a '/' where it ends, nor end where it has one.`,
  );
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // A part of the path is a file: its parent will tell.
    return undefined;
  }
}

function attempt(step: () => void): void {
  try {
    step();
  } catch {
    // The first error is the one that the user must see.
  }
}
