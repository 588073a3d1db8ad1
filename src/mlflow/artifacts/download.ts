import { closeSync, mkdirSync, openSync, readdirSync, readSync, statSync, writeSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { setImmediate } from "node:timers/promises";
import { MlflowError } from "../errors.ts";
import type { DownloadOptions } from "../store.ts";
import { realPathInside } from "./inside.ts";
import { openRegularFile } from "./read.ts";
import { noSuchArtifact } from "./root.ts";
import { intoPlace, type Progress, type StagedPart } from "./staging.ts";

const chunkBytes = 1 << 20;
/** Links may lead to folders that hold links: a handful of them can make copies without number. */
const maxLinks = 1_000;
/** How long copying may keep the thread's other callers and a cancellation waiting. */
const sliceMs = 15;

interface Part extends StagedPart {
  real: string;
}

/**
 * Copies an artifact as `ArtifactReads.downloadArtifacts` says.
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
  const pace = pacer(signal);
  const parts = root === undefined || real === undefined ? [] : await partsOf(root, path, real, pace);
  return intoPlace(path, destination, onProgress, async (content, progress) => {
    for (const part of parts) {
      const place = join(content, part.path);
      if (part.isDir) mkdirSync(place, { recursive: true });
      else await copyFile(part, place, progress, pace);
    }
    await pace();
    return parts;
  });
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
      const place = isLink ? targetOf(root, folder.real, entry.name) : join(folder.real, entry.name);
      if (place === undefined) throw new MlflowError("IO_ERROR", `'${inRoot}' is a link that leads nowhere.`);
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

/** From the real folder on: through all the links that led there it would be a long way. */
function targetOf(root: string, folder: string, name: string): string | undefined {
  return realPathInside(root, join(relative(root, folder), name));
}

async function copyFile(part: Part, place: string, progress: Progress, pace: () => Promise<void>): Promise<void> {
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
