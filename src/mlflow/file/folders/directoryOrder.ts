import { type Dir, opendirSync } from "node:fs";

/**
 * Names in a folder as the system lists them, which is the order of MLflow's answers where nothing sorts them. Node's
 * `readdir` would sort them by name.
 *
 * @returns none where the folder is missing or may not be read
 */
export function namesInOrder(folder: string): string[] {
  let open: Dir;
  try {
    open = opendirSync(folder, { bufferSize: 1024 });
  } catch {
    return [];
  }
  try {
    const names: string[] = [];
    for (let entry = open.readSync(); entry !== null; entry = open.readSync()) names.push(entry.name);
    return names;
  } finally {
    open.closeSync();
  }
}

/** Keys below a folder in that order; those of sub-folders come after those beside them, as `os.walk` finds them. */
export function keysInOrder(folder: string, keys: readonly string[]): string[] {
  const places = new Map(namesInOrder(folder).map((name, i) => [name, i]));
  const placeOf = (key: string) => {
    const [first = "", ...rest] = key.split("/");
    return (places.get(first) ?? 0) + (rest.length > 0 ? places.size : 0);
  };
  return [...keys].sort((a, b) => placeOf(a) - placeOf(b));
}
