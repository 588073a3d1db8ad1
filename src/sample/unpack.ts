import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, resolve, sep } from "node:path";
import type * as Sqlite from "node:sqlite";
import { pathToFileURL } from "node:url";
import { parseTarGzip } from "nanotar";

/** Where the sample was made; its store names absolute paths, as every store of MLflow's does. */
const madeAt = "/tmp/workspace/iris";

/**
 * Unpacks the sample workspace and rewrites its absolute paths to the copy's, so that MLflow itself works on it too.
 * An earlier copy stays as it is.
 *
 * @param folder where the copy goes; made if it is not there
 * @returns the workspace's path, `<folder>/iris`
 * @throws Error when the archive cannot be read, or holds a path outside itself
 */
export async function unpackSample(archive: string, folder: string): Promise<string> {
  const workspace = join(resolve(folder), "iris");
  if (existsSync(workspace)) return workspace;
  // Unpacked beside its place, so that a copy is there whole or not at all.
  const unfinished = `${workspace}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  const databases: string[] = [];
  for (const { name, type, data } of await parseTarGzip(await readFile(archive))) {
    const path = resolve(unfinished, name.replace(/^(\.\/)?iris\/?/, ""));
    if (path !== unfinished && !path.startsWith(unfinished + sep))
      throw new Error(`${archive} holds a path outside itself: ${name}`);
    if (type === "directory") await mkdir(path, { recursive: true });
    else if (type === "file") {
      await mkdir(dirname(path), { recursive: true });
      const bytes = Buffer.from(data ?? []);
      await writeFile(path, moved(bytes, workspace));
      if (isDatabase(bytes)) databases.push(path);
    }
  }
  for (const database of databases) moveDatabase(database, workspace);
  await rename(unfinished, workspace);
  return workspace;
}

function isDatabase(bytes: Buffer): boolean {
  return bytes.subarray(0, 16).toString("latin1") === "SQLite format 3\0";
}

function moved(bytes: Buffer, workspace: string): Buffer {
  if (bytes.includes(0) || !bytes.includes(madeAt)) return bytes;
  return Buffer.from(replacePaths(bytes.toString("utf8"), workspace));
}

function replacePaths(text: string, workspace: string): string {
  return text.replaceAll(`file://${madeAt}`, pathToFileURL(workspace).href).replaceAll(madeAt, workspace);
}

function moveDatabase(file: string, workspace: string): void {
  let sqlite: typeof Sqlite;
  try {
    sqlite = createRequire(import.meta.filename)("node:sqlite") as typeof Sqlite;
  } catch {
    // An editor without node:sqlite only reads the copy, and reading finds artifacts of a moved store.
    return;
  }
  const database = new sqlite.DatabaseSync(file);
  try {
    const quoted = (name: unknown) => `"${String(name).replaceAll('"', '""')}"`;
    for (const { name: table } of database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all()) {
      for (const { name: column } of database.prepare("SELECT name FROM pragma_table_info(?)").all(table!)) {
        const update = database.prepare(
          `UPDATE ${quoted(table)} SET ${quoted(column)} = replace(${quoted(column)}, ?, ?) WHERE instr(${quoted(column)}, ?)`,
        );
        update.run(`file://${madeAt}`, pathToFileURL(workspace).href, `file://${madeAt}`);
        update.run(madeAt, workspace, madeAt);
      }
    }
  } finally {
    database.close();
  }
}
