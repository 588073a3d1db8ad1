import { posix } from "node:path";
import * as vscode from "vscode";
import type { Run } from "../../mlflow/entities.ts";
import { isProjectFile } from "../../mlflow/project/project.ts";

/** A run's code in this workspace. */
export interface FoundSource {
  /** The script, or the MLproject of a project. */
  uri: vscode.Uri;
  /** Counted from 1: where the script starts its run. */
  line?: number;
}

const maxScriptBytes = 1_000_000;
/** A longer path than this is not looked for part by part. */
const maxParts = 12;

/**
 * Finds a run's source in the workspace. Its path is of the machine that ran it, so each end of it is tried, the longest
 * first, below the workspace's folders and below the store's own folder. Nothing outside the workspace is opened.
 *
 * @param storeFolder the folder that the store lies in, where it is a local one
 */
export async function findSource(
  run: Pick<Run, "tags">,
  storeFolder: vscode.Uri | undefined,
): Promise<FoundSource | undefined> {
  const name = run.tags["mlflow.source.name"];
  if (!name) return undefined;
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  const roots = [...folders];
  if (storeFolder !== undefined && vscode.workspace.getWorkspaceFolder(storeFolder) !== undefined)
    roots.unshift(storeFolder);
  const isProject = run.tags["mlflow.source.type"] === "PROJECT";
  for (const end of pathEnds(name)) {
    for (const root of roots) {
      const uri = vscode.Uri.joinPath(root, end);
      const found = isProject ? await projectIn(uri) : await scriptAt(uri);
      if (found !== undefined) return found;
    }
  }
  if (!isProject) return undefined;
  // The project may be the folder itself, which is named in the path.
  const parts = partsOf(name);
  for (const root of roots) {
    if (!parts.includes(posix.basename(root.path))) continue;
    const found = await projectIn(root);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `a/b/train.py`, `b/train.py`, `train.py`. */
function pathEnds(name: string): string[] {
  const parts = partsOf(name);
  return parts.map((_, start) => parts.slice(start).join("/"));
}

function partsOf(name: string): string[] {
  return name
    .replace(/^[a-z+]+:\/\//i, "")
    .split(/[/\\#]/)
    .filter((part) => part !== "" && part !== "." && part !== "..")
    .slice(-maxParts);
}

async function projectIn(folder: vscode.Uri): Promise<FoundSource | undefined> {
  try {
    const [name] = (await vscode.workspace.fs.readDirectory(folder)).find(([file]) => isProjectFile(file)) ?? [];
    return name === undefined ? undefined : { uri: vscode.Uri.joinPath(folder, name) };
  } catch {
    // There is no such folder: the next one is tried.
    return undefined;
  }
}

async function scriptAt(uri: vscode.Uri): Promise<FoundSource | undefined> {
  try {
    const { type, size } = await vscode.workspace.fs.stat(uri);
    if (type !== vscode.FileType.File) return undefined;
    if (size > maxScriptBytes) return { uri };
    return { uri, line: startLine(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri))) };
  } catch {
    // There is no such file: the next one is tried.
    return undefined;
  }
}

/** The line, counted from 1, where a script starts a run: MLflow does not log it, but the script says it. */
function startLine(text: string): number | undefined {
  const lines = text.split("\n");
  const place = [/\bstart_run\(/, /\bautolog\(/].map((call) => lines.findIndex((line) => call.test(line)));
  const found = place.find((line) => line !== -1);
  return found === undefined ? undefined : found + 1;
}
