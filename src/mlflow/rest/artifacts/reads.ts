import { createWriteStream, mkdirSync } from "node:fs";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { readsByOwner } from "../../artifacts/byOwner.ts";
import { checkedListPath, checkedPath } from "../../artifacts/inside.ts";
import { intoPlace, type Progress, type StagedPart } from "../../artifacts/staging.ts";
import { MlflowError } from "../../errors.ts";
import { type ArtifactOwner, type ArtifactReads, type ByteRange, type DownloadOptions } from "../../store.ts";
import { cancelled, connectionFailure } from "../http/failure.ts";
import { inParallel } from "../http/parallel.ts";
import { type ArtifactRoute, entryAt, openFile } from "./route.ts";

/** What is held in memory at once; more is downloaded. */
const maxReadBytes = 1024 ** 3;
const parallelFiles = 4;
/** A server that lists folders without end must not fill the disk with them. */
const maxDepth = 100;

export function artifactReads(routeOf: (owner: ArtifactOwner) => Promise<ArtifactRoute>): ArtifactReads {
  return readsByOwner({
    list: async (owner, path) => (await routeOf(owner)).list(checkedListPath(path)),
    read: async (owner, path, range) => readRange(await routeOf(owner), checkedPath(path), range),
    download: async (owner, path, destination, options) =>
      download(await routeOf(owner), checkedPath(path), destination, options),
    // Also where the server names a folder of this machine: it may not be the server's own.
    localPath: async () => undefined,
  });
}

async function readRange(
  route: ArtifactRoute,
  path: string,
  { offset = 0, length }: ByteRange = {},
): Promise<Uint8Array> {
  if (length !== undefined && length <= 0) return new Uint8Array();
  const isPart = offset > 0 || length !== undefined;
  const last = length === undefined ? "" : offset + length - 1;
  const answer = await openFile(route, path, isPart ? { range: `bytes=${offset}-${last}` } : {});
  if (answer.status === 416) {
    answer.body.destroy();
    return new Uint8Array();
  }
  // A server may pass over the range and send everything.
  let skip = answer.status === 206 ? 0 : offset;
  let left = length ?? Infinity;
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      const part = chunk.subarray(skip, skip + left);
      skip = Math.max(0, skip - chunk.length);
      left -= part.length;
      size += part.length;
      if (size > maxReadBytes) {
        throw new MlflowError("INTERNAL_ERROR", `'${path}' is larger than ${maxReadBytes >> 20} MiB: download it.`);
      }
      chunks.push(part);
      if (left <= 0) break;
    }
  } catch (error) {
    throw connectionFailure(`Reading '${path}'`, error);
  }
  return Buffer.concat(chunks);
}

async function download(
  route: ArtifactRoute,
  path: string,
  destination: string,
  { onProgress, signal }: DownloadOptions = {},
): Promise<string> {
  const parts = await partsOf(route, path, signal);
  return intoPlace(path, destination, onProgress, async (content, progress) => {
    for (const part of parts) if (part.isDir) mkdirSync(join(content, part.path), { recursive: true });
    const files = parts.filter((part) => !part.isDir);
    // One that fails ends the others too.
    const ending = new AbortController();
    const either = signal === undefined ? ending.signal : AbortSignal.any([ending.signal, signal]);
    try {
      await inParallel(files, parallelFiles, (part) => {
        const from = [path, part.path].filter((each) => each !== "").join("/");
        return copyFile(route, from, join(content, part.path), part.path, progress, either);
      });
    } finally {
      ending.abort();
    }
    if (signal?.aborted) throw cancelled();
    return parts;
  });
}

/** All that is to be copied, folders before what is in them. */
async function partsOf(route: ArtifactRoute, path: string, signal: AbortSignal | undefined): Promise<StagedPart[]> {
  const { isDir } = await entryAt(route, path);
  const parts: StagedPart[] = [{ path: "", isDir }];
  let level = isDir ? [path] : [];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxDepth)
      throw new MlflowError("INTERNAL_ERROR", `'${path}' has more than ${maxDepth} folders in each other.`);
    if (signal?.aborted) throw cancelled();
    const lists = await inParallel(level, parallelFiles, (folder) => route.list(folder));
    const files = lists.flat();
    for (const file of files) {
      parts.push({ path: path === "" ? file.path : file.path.slice(path.length + 1), isDir: file.isDir });
    }
    level = files.filter((file) => file.isDir).map((file) => file.path);
  }
  return parts;
}

async function copyFile(
  route: ArtifactRoute,
  from: string,
  place: string,
  name: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const answer = await openFile(route, from, {}, signal);
  const counted = new Transform({
    transform(chunk: Buffer, _, done) {
      progress.add(chunk.length, name);
      done(null, chunk);
    },
  });
  try {
    await pipeline(answer.body, counted, createWriteStream(place, { flags: "wx" }), { signal });
  } catch (error) {
    if (signal.aborted) throw cancelled();
    throw connectionFailure(`Downloading '${from}'`, error);
  }
}
