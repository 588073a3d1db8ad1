import { existsSync, mkdirSync, realpathSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { systemError } from "../errors.ts";
import type { DownloadOptions } from "../store.ts";
import { randomHex } from "../random.ts";

const progressIntervalMs = 100;

/** A file or folder of a download; `path` is relative to what is downloaded, "" is that itself. */
export interface StagedPart {
  path: string;
  isDir: boolean;
}

export interface Progress {
  /** @param bytes written since the last call */
  add(bytes: number, path: string): void;
}

/**
 * Lets a download be written under a temporary name beside its place, and puts it there when it is complete, so that an
 * error or a cancellation leaves what was there before.
 *
 * @param write makes the file or folder `content`, and answers its parts: folders before what is in them, none for nothing
 * @returns where it is: in `destination` under its own name, or `destination` itself if `path` is ""
 */
export async function intoPlace(
  path: string,
  destination: string,
  onProgress: DownloadOptions["onProgress"],
  write: (content: string, progress: Progress) => Promise<readonly StagedPart[]>,
): Promise<string> {
  const folder = resolve(destination);
  const target = path === "" ? folder : join(folder, basename(path));
  const staging = join(existsSync(folder) ? folder : firstExisting(folder), `.mlflow-lens-${randomHex().slice(0, 12)}`);
  const content = join(staging, "content");
  const progress = reporter(onProgress);
  try {
    mkdirSync(staging);
    publish(await write(content, progress), content, target);
  } catch (error) {
    throw systemError(`Could not download '${path}' to '${target}'`, error);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
  progress.end(path);
  return target;
}

/** A new folder or file takes its place in one step; into a folder that exists, file by file. */
function publish(parts: readonly StagedPart[], content: string, target: string): void {
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

function reporter(onProgress: DownloadOptions["onProgress"]): Progress & { end(path: string): void } {
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
