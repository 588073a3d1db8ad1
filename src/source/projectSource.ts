import { isAbsolute, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { entryPointOf } from "../mlflow/project/entryPoint.ts";
import { isProjectFile } from "../mlflow/project/project.ts";
import { shellWords } from "../mlflow/search/python/shlex.ts";
import { placeIn } from "./findSource.ts";

/**
 * The folder of a commit that a project's URI names, relative to the repository; "" is its root. What was run from another
 * checkout is found by the end of its path.
 *
 * @param files paths of the commit, relative to the repository
 * @param repository where it lies on this machine
 */
export function projectFolder(files: readonly string[], repository: string, uri: string): string {
  const [address = "", below] = uri.replace(/^(['"])(.*)\1$/, "$2").split("#", 2);
  if (below !== undefined) return posix.normalize(below).replace(/^\.?\/|\/$|^\.$/g, "");
  const isRemote = /^(?!file:)[a-z][a-z+]+:\/\/|^[^/\\]+@/i.test(address);
  if (isRemote) return "";
  const path = /^file:\/\/\//i.test(address) ? fileURLToPath(address) : address;
  const place = isAbsolute(path) ? placeIn(repository, path) : undefined;
  if (place !== undefined) return place;
  const whole = path.replaceAll("\\", "/").replace(/\/$/, "");
  const projects = files.filter((file) => isProjectFile(posix.basename(file))).map((file) => posix.dirname(file));
  const named = projects.filter((folder) => whole.endsWith(`/${folder}`));
  return named.sort((a, b) => b.length - a.length)[0] ?? "";
}

/**
 * The files of a commit that tell what an entry point runs: those that its command names, and the MLproject that says the
 * command. A file that these import is none of them.
 *
 * @param folder the project's, relative to the repository
 * @param read the text of a file of the commit
 * @returns the program first; nothing where the commit holds none
 */
export async function entryPointFiles(
  files: readonly string[],
  folder: string,
  entryPoint: string,
  read: (path: string) => Promise<string>,
): Promise<string[]> {
  const isIn = (file: string) => posix.dirname(file) === (folder === "" ? "." : folder);
  const projectFile = files.find((file) => isIn(file) && isProjectFile(posix.basename(file)));
  const command = await commandOf(projectFile && (await read(projectFile)), folder, entryPoint);
  const isHere = new Set(files);
  const words = (command === undefined ? undefined : shellWords(command)) ?? [];
  const named = words.flatMap((word, index) => {
    const path = (name: string) => posix.join(folder, name);
    if (words[index - 1] !== "-m") return [path(word.replace(/;$/, ""))];
    const module = word.replaceAll(".", "/");
    return [path(`${module}.py`), path(`${module}/__main__.py`)];
  });
  const programs = named.filter((path) => isHere.has(path));
  return programs.length === 0 || projectFile === undefined ? programs : [...new Set([...programs, projectFile])];
}

/** @returns undefined where the project has no such entry point, which MLflow would not have run */
async function commandOf(text: string | undefined, folder: string, entryPoint: string): Promise<string | undefined> {
  try {
    if (text === undefined) return entryPointOf({ entryPoints: [] }, entryPoint).command;
    // Not at activation: it brings the YAML library.
    const { readProject } = await import("../mlflow/project/readProject.ts");
    return entryPointOf(readProject(text, { path: folder, exists: () => true }), entryPoint).command;
  } catch {
    return undefined;
  }
}
