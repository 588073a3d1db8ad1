import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** All that a store holds, as text: the content of each file and each folder of a file store, or the rows of each table. */
export type Contents = Record<string, string | string[]>;

export function contentsOfStore(folder: string, backend: "file" | "sqlite"): Contents {
  return backend === "file" ? filesOf(join(folder, "mlruns")) : tablesOf(join(folder, "mlflow.db"));
}

function filesOf(root: string): Contents {
  const paths = readdirSync(root, { recursive: true, encoding: "utf8" });
  return Object.fromEntries(
    paths.map((path) => {
      const isFile = statSync(join(root, path)).isFile();
      return [path, isFile ? readFileSync(join(root, path), "utf8") : "a folder"];
    }),
  );
}

function tablesOf(file: string): Contents {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").all();
    return Object.fromEntries(
      tables.map(({ name }) => {
        const query = database.prepare(`SELECT * FROM "${String(name)}"`);
        query.setReadBigInts(true);
        return [String(name), query.all().map((row) => JSON.stringify(row, withoutBigInts))];
      }),
    );
  } finally {
    database.close();
  }
}

function withoutBigInts(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}

/** What both sides cannot have in common: names by what they stand for. */
export interface Masks {
  /** The folder of this copy. */
  folder: string;
  /** Names by id. */
  names: ReadonlyMap<string, string>;
  /** Times and ids that were there before, and must stay. */
  before: ReadonlySet<string>;
}

const random = /\b1[5-9]\d{11}\b|\b[0-9a-f]{32}\b|\d{4}-\d\d-\d\dT[\d:.]+Z/g;

/** Times and ids of a store before anything is written. */
export function timesAndIds(contents: Contents): Set<string> {
  const found = Object.entries(contents).flatMap(([path, text]) =>
    `${path}\n${[text].flat().join("\n")}`.match(random),
  );
  return new Set(found.filter((text) => text !== null));
}

/** Contents with the names of things for their ids, and what is new and random as what it is. */
export function masked(contents: Contents, masks: Masks): Contents {
  const mask = (text: string) => maskText(text, masks);
  const entries = Object.entries(contents).map(([path, content]): [string, string | string[]] => [
    mask(path),
    Array.isArray(content) ? content.map(mask).sort() : mask(content),
  ]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A text with names for ids, and what is new and random as what it is. */
export function maskText(text: string, { folder, names, before }: Masks): string {
  // New experiments of a database: MLflow puts them below the folder where it was started, we beside those that are there.
  const root = /(?:file:\/\/\/tmp\/workspace\/[^/"]+\/mlartifacts|FOLDER\/mlruns)\/(?=\d+\b)/g;
  let result = text.replaceAll(folder, "FOLDER").replace(root, "<artifacts>/");
  for (const [id, name] of names) result = result.replaceAll(id, `<${name}>`);
  result = result.replace(/\b[a-z]+-[a-z]+-\d{1,3}\b/g, (name) => (before.has(name) ? name : "<some name>"));
  return result.replace(random, (found) => {
    if (before.has(found)) return found;
    return found.length === 32 ? "<id>" : "<now>";
  });
}
