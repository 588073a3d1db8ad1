import { closeSync, mkdirSync, openSync, readSync, realpathSync, renameSync, rmSync, writevSync } from "node:fs";
import { join, relative } from "node:path";
import { crc32 } from "node:zlib";
import { type ExperimentFolder } from "../context.ts";
import { type RunsTable } from "../runs/table/table.ts";
import { statOf } from "../disk/stamps.ts";
import { decodeSection, encodeSection, sectionLayout } from "./section.ts";

// The index keeps what was known of a file store from one session to the next: a file in a folder of the extension's,
// never in the store's own. It is only a memory: whatever is taken from it is looked at before it is told, and a file
// that is damaged or of another version is as good as none.

/** To be raised when the meaning of a column changes; a new column changes the layout anyway. */
const version = `1:${sectionLayout}`;
const magic = "MLLENSIX";
/** Magic, length of the contents, checksum of the contents. */
const headBytes = 16;
/** More than this is no index of ours. */
const maxContentsBytes = 64 << 20;

/** The contents of an index file: where each experiment's section lies. */
interface Contents {
  version: string;
  /** The real path of the store. */
  store: string;
  /** By the path of the experiment's folder within the store. */
  sections: Record<string, { offset: number; length: number; checksum: number }>;
}

export interface Index {
  /** Folders of the experiments in it, relative to the store. */
  folders(): string[];
  /** What it holds of an experiment; `undefined` where that is nothing, or damaged. */
  load(folder: ExperimentFolder): RunsTable | undefined;
  /** Replaces the index by one with these tables; sections of other experiments that still exist stay. */
  save(tables: Iterable<RunsTable>): void;
}

/**
 * @param directory where indexes lie; made when one is written
 * @param root the store's folder
 */
export function openIndex(directory: string, root: string): Index {
  const store = realpathSync(root);
  const path = join(directory, nameOf(store));
  let contents = readContents(path, store);

  function sectionBytes(name: string): Buffer | undefined {
    const section = contents?.sections[name];
    if (section === undefined) return undefined;
    try {
      const fd = openSync(path, "r");
      try {
        const bytes = Buffer.allocUnsafeSlow(section.length);
        const read = readSync(fd, bytes, 0, bytes.length, section.offset);
        return read === section.length && crc32(bytes) === section.checksum ? bytes : undefined;
      } finally {
        closeSync(fd);
      }
    } catch {
      // Another window replaced the index, or someone removed it: it is read anew from the store.
      return undefined;
    }
  }

  return {
    folders: () => Object.keys(contents?.sections ?? {}),
    load(folder) {
      const bytes = sectionBytes(relative(root, folder.path));
      return bytes === undefined ? undefined : decodeSection(folder, bytes);
    },
    save(tables) {
      const parts = new Map<string, Buffer[]>();
      for (const table of tables) {
        if (table.names.length > 0) parts.set(relative(root, table.folder.path), encodeSection(table));
      }
      for (const name of Object.keys(contents?.sections ?? {})) {
        if (parts.has(name) || statOf(join(root, name)) === undefined) continue;
        const bytes = sectionBytes(name);
        if (bytes !== undefined) parts.set(name, [bytes]);
      }
      contents = writeIndex(directory, path, store, parts);
    },
  };
}

/** A name that tells people which store it is, and no two of them have: should they all the same, `contents.store` tells. */
function nameOf(store: string): string {
  const readable = store.replace(/[^A-Za-z0-9]+/g, "-").slice(-100);
  return `${readable}-${crc32(store).toString(16).padStart(8, "0")}.index`;
}

function readContents(path: string, store: string): Contents | undefined {
  try {
    const fd = openSync(path, "r");
    try {
      const head = Buffer.alloc(headBytes);
      readSync(fd, head, 0, headBytes, 0);
      const length = head.readUInt32LE(8);
      if (head.toString("latin1", 0, 8) !== magic || length > maxContentsBytes) return undefined;
      const bytes = Buffer.alloc(length);
      readSync(fd, bytes, 0, length, headBytes);
      if (crc32(bytes) !== head.readUInt32LE(12)) return undefined;
      const contents = JSON.parse(bytes.toString("utf8")) as Contents;
      return contents.version === version && contents.store === store ? contents : undefined;
    } finally {
      closeSync(fd);
    }
  } catch {
    // There is none yet, or it is no index.
    return undefined;
  }
}

/** @throws the system's error */
function writeIndex(directory: string, path: string, store: string, parts: ReadonlyMap<string, Buffer[]>): Contents {
  const contents: Contents = { version, store, sections: {} };
  let offset = 0;
  for (const [name, section] of parts) {
    const length = section.reduce((sum, part) => sum + part.length, 0);
    let checksum = 0;
    for (const part of section) checksum = crc32(part, checksum);
    contents.sections[name] = { offset, length, checksum };
    offset += length;
  }
  // With room for the digits that the offsets gain by it.
  const start = Math.ceil((headBytes + Buffer.byteLength(JSON.stringify(contents)) + parts.size * 16 + 8) / 8) * 8;
  for (const section of Object.values(contents.sections)) section.offset += start;
  const json = Buffer.from(JSON.stringify(contents));
  const head = Buffer.alloc(headBytes);
  head.write(magic, "latin1");
  head.writeUInt32LE(json.length, 8);
  head.writeUInt32LE(crc32(json), 12);
  const gap = Buffer.alloc(start - headBytes - json.length);

  mkdirSync(directory, { recursive: true });
  const temporary = `${path}.${process.pid}.${Date.now()}`;
  try {
    const fd = openSync(temporary, "wx");
    try {
      writeAll(fd, [head, json, gap, ...[...parts.values()].flat()]);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  return contents;
}

function writeAll(fd: number, parts: readonly Buffer[]): void {
  // The system takes at most 1,024 parts at once.
  for (let i = 0; i < parts.length; i += 512) {
    let left = parts.slice(i, i + 512).filter((part) => part.length > 0);
    while (left.length > 0) {
      let written = writevSync(fd, left);
      while (left.length > 0 && written >= left[0]!.length) written -= left.shift()!.length;
      if (left.length > 0 && written > 0) left = [left[0]!.subarray(written), ...left.slice(1)];
    }
  }
}
