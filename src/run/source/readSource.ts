import { posix } from "node:path";
import * as vscode from "vscode";
import type { Run } from "../../mlflow/entities.ts";
import type { RunSource } from "../../protocol/run.ts";
import type { FoundSource } from "./findSource.ts";
import { reproduceCommand } from "./reproduce.ts";

/** What the page says of a run's code; `undefined` where the run says nothing of it. */
export function readSource(run: Pick<Run, "tags" | "params">, found: FoundSource | undefined): RunSource | undefined {
  const { tags } = run;
  const name = tags["mlflow.source.name"];
  const commit = tags["mlflow.source.git.commit"];
  if (!name && !commit) return undefined;
  return {
    name: name ?? "",
    found: found && { label: vscode.workspace.asRelativePath(found.uri, false), line: found.line },
    commit,
    branch: tags["mlflow.source.git.branch"],
    command: reproduceCommand(run, found && projectFolder(found, tags["mlflow.source.type"])),
  };
}

/** A project's folder as a user in the workspace's folder would name it. */
function projectFolder({ uri }: FoundSource, type: string | undefined): string | undefined {
  if (type !== "PROJECT") return undefined;
  const folder = posix.dirname(vscode.workspace.asRelativePath(uri, false));
  return folder === "" ? "." : folder;
}
