import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { setImmediate } from "node:timers/promises";
import { MlflowError, systemError } from "../errors.ts";
import type { DownloadOptions } from "../store.ts";
import { realPathInside } from "./inside.ts";
import { openRegularFile } from "./read.ts";
import { noSuchArtifact } from "./root.ts";

const chunkBytes = 1 << 20;
const progressIntervalMs = 100;
/** Links may lead to folders that hold links: a handful of them can make copies without number. */
const maxLinks = 10_000;
/** How long copying may keep the thread's other callers and a cancellation waiting. */
const sliceMs = 15;

/** A file or folder to copy; `path` is relative to what is downloaded, and its folders come before it. */
interface Part {
  real: string;
  path: string;
  isDir: boolean;
}

/**
 * Copies an artifact as `ArtifactReads.downloadArtifacts` says. Everything is written under a temporary name beside its
 * place and renamed when it is complete, so that an error or a cancellation leaves what was there before.
 *
 * @param root a real path, or undefined where the owner has no artifacts
 */
export async function download(
  root: string | undefined,
  path: string,
  destination: string,
  { onProgress, signal }: DownloadOptions = {},
): Promise<string> {
  const real = root === undefined ? undefined : realPathInside(root, path);
  if (path !== "" && real === undefined) throw noSuchArtifact(path);
  const folder = resolve(destination);
  const target = path === "" ? folder : join(folder, basename(path));
  const pace = pacer(signal);
  const parts = root === undefined || real === undefined ? [] : await partsOf(root, path, real, pace);
  const staging = join(
    existsSync(folder) ? folder : firstExisting(folder),
    `.mlflow-lens-${randomBytes(6).toString("hex")}`,
  );
  const progress = reporter(onProgress);
  try {
    mkdirSync(staging);
    for (const part of parts) {
      const place = join(staging, "content", part.path);
      if (part.isDir) mkdirSync(place, { recursive: true });
      else await copyFile(part, place, progress, pace);
    }
    await pace();
    publish(parts, join(staging, "content"), target);
  } catch (error) {
    throw systemError(`Could not download '${path}' to '${target}'`, error);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
  progress.end(path);
  return target;
}

/** Looks at everything before anything is copied, so that what must be refused is refused at once. */
async function partsOf(root: string, path: string, real: string, pace: () => Promise<void>): Promise<Part[]> {
  const isDir = statSync(real).isDirectory();
  const parts: Part[] = [{ real, path: "", isDir }];
  const open = isDir ? [{ real, path: "", above: [real] }] : [];
  let links = 0;
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    await pace();
    for (const entry of readdirSync(folder.real, { withFileTypes: true })) {
      const own = folder.path === "" ? entry.name : `${folder.path}/${entry.name}`;
      const isLink = entry.isSymbolicLink();
      if (isLink && ++links > maxLinks) {
        throw new MlflowError("PERMISSION_DENIED", `'${path}' holds more than ${maxLinks} links. It is not copied.`);
      }
      const inRoot = path === "" ? own : `${path}/${own}`;
      const place = isLink ? realPathInside(root, inRoot) : join(folder.real, entry.name);
      if (place === undefined) throw noSuchArtifact(inRoot);
      const isFolder = isLink ? statSync(place).isDirectory() : entry.isDirectory();
      parts.push({ real: place, path: own, isDir: isFolder });
      if (!isFolder) continue;
      if (isLink && folder.above.includes(place)) {
        throw new MlflowError(
          "PERMISSION_DENIED",
          `'${inRoot}' is a link to a folder that it lies in. It is not copied.`,
        );
      }
      open.push({ real: place, path: own, above: [...folder.above, place] });
    }
  }
  return parts;
}

async function copyFile(
  part: Part,
  place: string,
  progress: { add(bytes: number, path: string): void },
  pace: () => Promise<void>,
): Promise<void> {
  const buffer = new Uint8Array(chunkBytes);
  const from = openRegularFile(part.real, part.path === "" ? basename(part.real) : part.path);
  try {
    const to = openSync(place, "wx");
    try {
      for (;;) {
        await pace();
        const count = readSync(from, buffer, 0, chunkBytes, null);
        if (count === 0) break;
        for (let written = 0; written < count;) written += writeSync(to, buffer, written, count - written);
        progress.add(count, part.path);
      }
    } finally {
      closeSync(to);
    }
  } finally {
    closeSync(from);
  }
}

/** A new folder or file takes its place in one step; into a folder that exists, file by file. */
function publish(parts: readonly Part[], content: string, target: string): void {
  if (parts.length === 0) {
    mkdirSync(target, { recursive: true });
    return;
  }
  mkdirSync(dirname(target), { recursive: true });
  if (!existsSync(target) || !parts[0]?.isDir) {
    renameSync(content, target);
    return;
  }
  for (const part of parts) {
    const place = join(target, part.path);
    if (part.isDir) mkdirSync(place, { recursive: true });
    else renameSync(join(content, part.path), place);
  }
}

function firstExisting(folder: string): string {
  let above = dirname(folder);
  while (!existsSync(above) && dirname(above) !== above) above = dirname(above);
  return realpathSync.native(above);
}

/** Lets the thread do other work now and then; throws once the download is cancelled. */
function pacer(signal: AbortSignal | undefined): () => Promise<void> {
  let sliceStart = performance.now();
  const check = () => {
    if (signal?.aborted) throw new MlflowError("CANCELLED", "The download was cancelled.");
  };
  return async () => {
    check();
    if (performance.now() - sliceStart < sliceMs) return;
    await setImmediate();
    sliceStart = performance.now();
    check();
  };
}

function reporter(onProgress: DownloadOptions["onProgress"]) {
  let bytes = 0;
  let lastReport = -Infinity;
  return {
    add(count: number, path: string) {
      bytes += count;
      if (performance.now() - lastReport < progressIntervalMs) return;
      lastReport = performance.now();
      onProgress?.(bytes, path);
    },
    end(path: string) {
      onProgress?.(bytes, path);
    },
  };
}
