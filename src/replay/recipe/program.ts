import { posix } from "node:path";
import { isProjectFile } from "../../mlflow/project/project.ts";
import { findSource } from "../../source/findSource.ts";

/** What of a commit's files made a run. */
export type Program =
  /** A project's folder, relative to the repository, and the entry point that was started. */
  | { kind: "project"; folder: string; name: string }
  /** The folder that a script was started in, as far as that can be told, and the script in it. */
  | { kind: "script"; folder: string; name: string }
  | { kind: "none"; why: NoProgram; name: string };

export type NoProgram = "notLogged" | "notebook" | "noScript" | "notInCommit";

/**
 * What is started to make a run again.
 *
 * @param tags the run's
 * @param files of its commit, relative to the repository
 * @param storeFolder where the run's store lies, relative to the repository: often where its script was started
 */
export function programOf(tags: Record<string, string>, files: readonly string[], storeFolder: string): Program {
  const name = tags["mlflow.source.name"] ?? "";
  const type = tags["mlflow.source.type"];
  if (name === "") return { kind: "none", why: "notLogged", name };
  if (type === "PROJECT") {
    const folder = projectFolder(name, files);
    const entryPoint = tags["mlflow.project.entryPoint"] || "main";
    return folder === undefined
      ? { kind: "none", why: "notInCommit", name }
      : { kind: "project", folder, name: entryPoint };
  }
  if (type === "NOTEBOOK" || /\.ipynb$|ipykernel_launcher\.py$/i.test(name))
    return { kind: "none", why: "notebook", name };
  if (!/\.py$/i.test(name)) return { kind: "none", why: "noScript", name };
  const path = findSource(files, name, storeFolder);
  return path === undefined ? { kind: "none", why: "notInCommit", name } : scriptAt(path, name, storeFolder);
}

/** A script that was named by a relative path was started where that path begins; else where the store is, if it is around it. */
function scriptAt(path: string, name: string, storeFolder: string): Program {
  const named = posix.normalize(name.replaceAll("\\", "/"));
  const isInside = (folder: string) => folder === "" || path.startsWith(`${folder}/`);
  const start =
    path === named || path.endsWith(`/${named}`) ? path.slice(0, -named.length).replace(/\/$/, "") : undefined;
  const folder = start ?? (isInside(storeFolder) ? storeFolder : "");
  return { kind: "script", folder, name: folder === "" ? path : path.slice(folder.length + 1) };
}

/**
 * The folder of a project in a commit. MLflow names a project of a repository by the repository's URI and the folder after
 * a `#`; where the path itself has one, the path as it is.
 */
function projectFolder(name: string, files: readonly string[]): string | undefined {
  const folders = foldersOf(files);
  const text = name.replaceAll("\\", "/").replace(/\/+$/, "");
  const parts = text.split("#");
  for (let start = 1; start < parts.length; start++) {
    const folder = posix.normalize(parts.slice(start).join("#")).replace(/\/$/, "");
    if (folders.has(folder)) return folder;
  }
  const isUri = /^[a-z][a-z0-9+.-]+:\/\//i.test(text) || /^[\w.-]+@[\w.-]+:/.test(text);
  if (isUri) return parts.length === 1 ? "" : undefined;
  const ends = [...folders].filter((folder) => folder !== "" && text.endsWith(`/${folder}`));
  return ends.reduce((longest, folder) => (folder.length > longest.length ? folder : longest), "");
}

function foldersOf(files: readonly string[]): Set<string> {
  const folders = new Set<string>();
  for (const file of files) {
    for (let folder = posix.dirname(file); folder !== "." && !folders.has(folder); folder = posix.dirname(folder))
      folders.add(folder);
  }
  return folders;
}

/** The MLproject of a folder of a commit, in any letter case. */
export function projectFileIn(files: readonly string[], folder: string): string | undefined {
  return files.find((file) => isProjectFile(posix.basename(file)) && inFolder(file, folder));
}

function inFolder(file: string, folder: string): boolean {
  return posix.dirname(file) === (folder === "" ? "." : folder);
}
