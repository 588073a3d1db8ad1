import * as vscode from "vscode";
import { Git } from "./git.ts";

/** Git's executable as VS Code's own setting names it, else of the search path. */
export function gitProgram(): string {
  const path = vscode.workspace.getConfiguration("git").get<string | string[] | null>("path");
  return (Array.isArray(path) ? path[0] : path) || "git";
}

export function git(): Git {
  return new Git(gitProgram());
}
