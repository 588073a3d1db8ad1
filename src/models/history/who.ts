import { execFile } from "node:child_process";
import { userInfo } from "node:os";
import { promisify } from "node:util";
import * as vscode from "vscode";
import { log } from "../../log.ts";

/** Who changes something, as the history names them: the setting, else Git's user, else the system's. */
export async function currentUser(): Promise<string> {
  const set = vscode.workspace.getConfiguration("mlflowLens").get<string>("userName", "").trim();
  if (set !== "") return set;
  return (vscode.workspace.isTrusted ? await gitUser() : undefined) ?? userInfo().username;
}

/** `Ada Lovelace <ada@example.org>`; `undefined` without Git or where Git knows no name. */
async function gitUser(): Promise<string | undefined> {
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === "file");
  const ask = async (key: string): Promise<string> => {
    try {
      const { stdout } = await promisify(execFile)("git", ["config", "--get", key], {
        cwd: folder?.uri.fsPath,
        timeout: 5_000,
      });
      return stdout.trim();
    } catch (error) {
      log.trace(`Git knows no ${key}: ${String(error)}`);
      return "";
    }
  };
  const [name, email] = await Promise.all([ask("user.name"), ask("user.email")]);
  if (name === "") return email === "" ? undefined : email;
  return email === "" ? name : `${name} <${email}>`;
}
