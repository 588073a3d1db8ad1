import { isAbsolute, posix, relative } from "node:path";

/** What a run says of the code that made it. */
export interface RunSource {
  /** As stored: a path of the machine that ran it, a project's URI, the name of a notebook. */
  name: string | undefined;
  isProject: boolean;
  /** Of a project. */
  entryPoint: string;
  commit: string | undefined;
}

export function sourceOf(tags: Record<string, string>): RunSource {
  return {
    name: tags["mlflow.source.name"] || undefined,
    isProject: tags["mlflow.source.type"] === "PROJECT",
    entryPoint: tags["mlflow.project.entryPoint"] || "main",
    commit: tags["mlflow.source.git.commit"] || undefined,
  };
}

/**
 * The file of a commit that a run's source names. The checkout that ran it may have lain elsewhere, and a relative path is
 * of a folder that nobody logged.
 *
 * @param files paths of the commit, relative to the repository
 * @param folder where the run's store is, relative to the repository; "" is its root
 */
export function findSource(files: readonly string[], name: string, folder: string): string | undefined {
  const source = posix.normalize(name.replaceAll("\\", "/"));
  const isHere = new Set(files);
  const beside = posix.join(folder, source);
  if (isHere.has(beside)) return beside;
  if (isHere.has(source)) return source;
  const isWhole = source.startsWith("/") || /^[a-z]:/i.test(source);
  if (isWhole) return longest(files.filter((file) => source.endsWith(`/${file}`)));
  const below = files.filter((file) => file.endsWith(`/${source}`));
  return below.length === 1 ? below[0] : undefined;
}

/** A folder's place in a repository; `undefined` when it lies elsewhere. */
export function placeIn(repository: string, folder: string): string | undefined {
  const place = relative(repository, folder).replaceAll("\\", "/");
  return place === ".." || place.startsWith("../") || isAbsolute(place) ? undefined : place;
}

function longest(paths: readonly string[]): string | undefined {
  return paths.reduce<string | undefined>(
    (best, path) => (best === undefined || path.length > best.length ? path : best),
    undefined,
  );
}
