import type * as vscode from "vscode";

/** What the user gave for an entry point the last time. */
export interface Remembered {
  parameters?: Record<string, string>;
  experiment?: string;
  store?: string;
  runName?: string;
  envManager?: string;
  backend?: string;
  backendConfig?: string;
}

const keyOf = (project: string, entryPoint: string) => `projects.last:${project}#${entryPoint}`;
const anyKey = "projects.last";

/** The last values of an entry point; experiment, store and environment manager of the last run of any where it has none. */
export function remembered(context: vscode.ExtensionContext, project: string, entryPoint: string): Remembered {
  const any = context.workspaceState.get<Remembered>(anyKey, {});
  return { ...any, ...context.workspaceState.get<Remembered>(keyOf(project, entryPoint), {}) };
}

export async function remember(
  context: vscode.ExtensionContext,
  project: string,
  entryPoint: string,
  values: Remembered,
): Promise<void> {
  const { experiment, store, envManager } = values;
  await context.workspaceState.update(keyOf(project, entryPoint), values);
  await context.workspaceState.update(anyKey, { experiment, store, envManager });
}
