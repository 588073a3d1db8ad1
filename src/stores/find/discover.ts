import { type Dirent } from "node:fs";
import { open, readFile, readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";

/** How deep below a workspace folder stores are looked for. */
const maxDepth = 3;
/** Folders looked into for one workspace folder; a workspace of more is searched only in part. */
const maxFolders = 5_000;
/** Entries looked at to recognise a file store; an experiment is among the first of a real one. */
const maxEntries = 200;

const skipped = new Set(["node_modules", ".git", ".hg", ".svn", "__pycache__", "site-packages"]);
const databaseName = /\.(db|sqlite|sqlite3)$/i;

/** Where a store may be: a folder that is a file store, or a file that is a SQLite database (of MLflow or not). */
export interface Candidate {
  kind: "file" | "sqlite";
  path: string;
}

/**
 * Finds what may be stores in a folder and below it to a depth of three, by content and never by name. Environments,
 * `node_modules`, `.git` and the inside of stores are skipped; what cannot be read is passed over.
 *
 * @returns file stores, and databases of any program: whether a database is MLflow's is told by opening it
 */
export async function findStores(folder: string, depth = maxDepth): Promise<Candidate[]> {
  const found: Candidate[] = [];
  let level = [folder];
  // Real paths, since links may lead in circles.
  const visited = new Set<string>();
  for (let below = 0; below <= depth && level.length > 0; below++) {
    const next: string[] = [];
    for (const path of level) {
      const real = await realpath(path).catch(() => path);
      if (visited.has(real)) continue;
      if (visited.add(real).size > maxFolders) return found;
      const entries = await entriesOf(path);
      if (await isFileStore(path, entries)) {
        found.push({ kind: "file", path });
        continue;
      }
      const names = new Set(entries.map((entry) => entry.name));
      if (names.has("pyvenv.cfg") || names.has("conda-meta")) continue;
      for (const entry of entries) {
        const child = join(path, entry.name);
        if (entry.isFolder && !skipped.has(entry.name)) next.push(child);
        else if (!entry.isFolder && databaseName.test(entry.name) && (await isDatabase(child))) {
          found.push({ kind: "sqlite", path: child });
        }
      }
    }
    level = next;
  }
  return found;
}

interface Entry {
  name: string;
  isFolder: boolean;
}

/** Files and folders, links among them taken for what they lead to: on clusters `mlruns` often is one. */
async function entriesOf(path: string): Promise<Entry[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch((): Dirent[] => []);
  return Promise.all(
    entries.map(async (entry) => ({
      name: entry.name,
      isFolder: entry.isSymbolicLink()
        ? await stat(join(path, entry.name)).then(
            (target) => target.isDirectory(),
            () => false,
          )
        : entry.isDirectory(),
    })),
  );
}

/**
 * An `mlruns` is a store only if an experiment, `.trash` or a registered model is in it: MLflow 3 puts the artifacts of
 * a database into such a folder too.
 */
async function isFileStore(path: string, entries: Entry[]): Promise<boolean> {
  const folders = entries.filter((entry) => entry.isFolder).map((entry) => entry.name);
  if (folders.includes(".trash")) return true;
  for (const name of folders.slice(0, maxEntries)) {
    if (name === "models" && (await hasModel(join(path, name)))) return true;
    const meta = await readFile(join(path, name, "meta.yaml"), "utf8").catch(() => "");
    if (/^artifact_location:/m.test(meta) && /^experiment_id:/m.test(meta)) return true;
  }
  return false;
}

async function hasModel(models: string): Promise<boolean> {
  const names = await readdir(models).catch(() => []);
  for (const name of names.slice(0, maxEntries)) {
    const meta = await readFile(join(models, name, "meta.yaml"), "utf8").catch(() => "");
    if (/^creation_timestamp:/m.test(meta) && /^name:/m.test(meta)) return true;
  }
  return false;
}

async function isDatabase(path: string): Promise<boolean> {
  // Asked first: opening a named pipe would wait for ever.
  if (!(await stat(path).catch(() => undefined))?.isFile()) return false;
  const file = await open(path, "r").catch(() => undefined);
  if (file === undefined) return false;
  try {
    const header = Buffer.alloc(16);
    await file.read(header, 0, 16, 0);
    return header.toString("latin1") === "SQLite format 3\0";
  } finally {
    await file.close();
  }
}
