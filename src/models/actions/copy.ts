import * as vscode from "vscode";
import type { Stores } from "../../stores/index.ts";
import { pickAlias } from "./edit.ts";
import { targetOf, versionTargetOf, type TargetArgument } from "./target.ts";

/** Copies `models:/name/version`. */
export async function copyUri(stores: Stores, argument: TargetArgument): Promise<void> {
  const target = await versionTargetOf(stores, argument);
  if (target !== undefined) await vscode.env.clipboard.writeText(`models:/${target.name}/${target.version}`);
}

/** Copies `models:/name@alias`; asks which where there are several. */
export async function copyAliasUri(stores: Stores, argument: TargetArgument): Promise<void> {
  const target = await targetOf(stores, argument);
  const alias = target && (await pickAlias(stores, target));
  if (alias !== undefined) await vscode.env.clipboard.writeText(`models:/${target?.name}@${alias}`);
}

/** Copies the lines of Python that load a version. */
export async function copyCode(stores: Stores, argument: TargetArgument): Promise<void> {
  const target = await versionTargetOf(stores, argument);
  if (target === undefined) return;
  const { uri, kind } = stores.get(target.storeId);
  const lines = [
    "import mlflow",
    "",
    ...(kind === "file"
      ? ["# MLflow 3 opens a folder only with MLFLOW_ALLOW_FILE_STORE=true in the environment."]
      : []),
    `mlflow.set_tracking_uri(${pythonText(uri)})`,
    `model = mlflow.pyfunc.load_model(${pythonText(`models:/${target.name}/${target.version}`)})`,
    "",
  ];
  await vscode.env.clipboard.writeText(lines.join("\n"));
}

/** A JSON string is one of Python's too. */
function pythonText(text: string): string {
  return JSON.stringify(text);
}
