import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { cache, fingerprint } from "../scripts/bootstrap/cache.mjs";
import { contentsOf } from "./mlflow/folderContents.ts";

/** A workspace that a real MLflow wrote, packed, and what MLflow answers of it. */
export interface Fixture {
  name: string;
  backend: "file" | "sqlite";
  /** The version that wrote it: "1", "2" or "3". */
  major: string;
  archive: string;
  /** What the MLflow that wrote it answers, and what 3.17 answers where that is another. */
  oracles: string[];
}

const own = resolve(import.meta.dirname, "fixtures");
/** Larger ones, which only some machines have. */
const shared = resolve(import.meta.dirname, "../../shared/fixtures");

/** All fixtures that are here, those of a backend if one is given. */
export function fixtures(backend?: Fixture["backend"]): Fixture[] {
  const found = [...fixturesIn(own, ""), ...fixturesIn(shared, "shared ")];
  return found.filter((fixture) => backend === undefined || fixture.backend === backend);
}

function fixturesIn(folder: string, prefix: string): Fixture[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const [, major, backend] = /^v?(\d)(?:\.\d+)?-(file|sqlite)$/.exec(name) ?? [];
      const archive = join(folder, name, "workspace.tar.gz");
      if (major === undefined || !existsSync(archive)) return [];
      const oracles = ["oracle.json", "oracle-3.17.json"].map((file) => join(folder, name, file));
      return {
        name: prefix + name,
        backend: backend as Fixture["backend"],
        major,
        archive,
        oracles: oracles.filter((file) => existsSync(file)),
      };
    });
}

/**
 * Unpacks an archive that holds one folder, for a test that writes; it is removed at the end of the process.
 *
 * @param place where to; a new folder if absent, and then the store in it is a moved one
 * @returns the folder
 */
export function unpack(archive: string, place = temporaryFolder()): string {
  const [name = ""] = execFileSync("tar", ["-tzf", archive], { encoding: "utf8", maxBuffer: 1e8 }).split("/", 1);
  const folder = join(place, name);
  rmSync(folder, { recursive: true, force: true });
  removeAtExit(folder);
  execFileSync("tar", ["-xzf", archive, "-C", place]);
  return folder;
}

/**
 * The folder that is in an archive, to be read and never to be written: it is unpacked once, into the cache, for all tests
 * of all days. It lies elsewhere than where it was made, so the store in it is a moved one.
 */
export function unpacked(archive: string): string {
  const place = placeOf(archive);
  if (!existsSync(place)) {
    mkdirSync(dirname(place), { recursive: true });
    const scratch = mkdtempSync(`${place}-`);
    const folder = join(scratch, "unpacked");
    mkdirSync(folder);
    execFileSync("tar", ["-xzf", archive, "-C", folder]);
    writeFileSync(join(scratch, "contents.json"), JSON.stringify([...contentsOf(folder)]));
    try {
      renameSync(scratch, place);
    } catch {
      // Another process was quicker.
      rmSync(scratch, { recursive: true });
    }
  }
  const [name = ""] = readdirSync(join(place, "unpacked"));
  return join(place, "unpacked", name);
}

/** Fails if anything in an `unpacked` folder is not as it was in the archive; then it is unpacked anew the next time. */
export function assertUntouched(archive: string): void {
  const place = placeOf(archive);
  const before = new Map(JSON.parse(readFileSync(join(place, "contents.json"), "utf8")) as [string, string][]);
  const now = contentsOf(join(place, "unpacked"));
  try {
    assert.deepEqual(now, before);
  } catch (error) {
    rmSync(place, { recursive: true });
    throw error;
  }
}

function placeOf(archive: string): string {
  return join(cache, "unpacked", fingerprint(archive));
}

/** A new folder, removed at the end of the process. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "mlflow-lens-"));
  removeAtExit(folder);
  return folder;
}

/** A test's own `after` would not do: called from a hook, it is done with that hook. */
function removeAtExit(folder: string): void {
  if (folders.size === 0) {
    process.once("exit", () => {
      for (const path of folders) rmSync(path, { recursive: true, force: true, maxRetries: 5 });
    });
  }
  folders.add(folder);
}

const folders = new Set<string>();

/** The URI of the store in an unpacked fixture, as MLflow spells it. */
export function storeUri(folder: string, backend: Fixture["backend"]): string {
  return backend === "file" ? `file://${folder}/mlruns` : `sqlite:///${folder}/mlflow.db`;
}
