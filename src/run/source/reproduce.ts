import type { Run } from "../../mlflow/entities.ts";
import { shellQuote, unquotedParameter } from "../../mlflow/project/shell.ts";

/**
 * What a user types to run a run's code again, a line each: its commit, then the project with its parameters, or the
 * script. MLflow does not log a script's arguments, so the parameters stand beside it as a remark.
 *
 * @param project the project's folder in this workspace where it has one, as the user would name it
 */
export function reproduceCommand(run: Pick<Run, "tags" | "params">, project: string | undefined): string | undefined {
  const { tags, params } = run;
  const name = tags["mlflow.source.name"];
  const logged = tags["mlflow.source.git.commit"] ?? "";
  const commit = /^[0-9a-f]{7,64}$/i.test(logged) ? logged : undefined;
  const entries = Object.entries(params);
  if (tags["mlflow.source.type"] === "PROJECT") {
    const uri = project ?? name;
    if (!uri) return undefined;
    const entryPoint = tags["mlflow.project.entryPoint"];
    const words = ["mlflow", "run", uri];
    if (entryPoint && entryPoint !== "main") words.push("-e", entryPoint);
    // A folder is run as it is: only a repository can be told the commit.
    if (commit && project === undefined && isRepository(uri)) words.push("-v", commit);
    for (const [key, value] of entries) words.push("-P", `${key}=${unquotedParameter(value)}`);
    return lines(isRepository(uri) ? undefined : commit, words.map(shellQuote).join(" "));
  }
  if (!name || !/\.py$/i.test(name)) return undefined;
  const script = shellQuote(name);
  const given = entries.map(([key, value]) => shellQuote(`${key}=${value}`)).join(" ");
  return lines(commit, `python ${script}${given === "" ? "" : `  # ${given.replaceAll(/[\r\n]+/g, " ")}`}`);
}

function isRepository(uri: string): boolean {
  return /^(https?|ssh|git)(\+[a-z]+)?:|^[^@/\s]+@[^:/\s]+:/i.test(uri);
}

function lines(commit: string | undefined, command: string): string {
  return commit === undefined ? command : `git checkout ${commit}\n${command}`;
}
