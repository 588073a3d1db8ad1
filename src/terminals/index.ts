import * as vscode from "vscode";
import { command } from "../command.ts";
import { storeVariables, trackingUriOf } from "../python/child.ts";
import type { Stores, WorkspaceStore } from "../stores/index.ts";
import { chooseTarget, targetOf } from "./target.ts";

const setting = "setTrackingUri";

/**
 * MLFLOW_TRACKING_URI and MLFLOW_EXPERIMENT_NAME for new terminals, tasks and debug sessions, so that a plain
 * `python train.py` logs to the store that is shown. Off unless the user turns it on.
 */
export function register(context: vscode.ExtensionContext, stores: Stores): void {
  const { environmentVariableCollection: collection } = context;
  collection.persistent = false;
  collection.description = vscode.l10n.t("Where MLflow logs runs to");
  const isOn = () => vscode.workspace.isTrusted && configuration().get<boolean>(setting, false);

  /** @returns undefined while it is off, or there is no store */
  async function variables(): Promise<Record<string, string> | undefined> {
    if (!isOn()) return undefined;
    await stores.ready();
    const target = targetOf(context, stores);
    if (target === undefined) return undefined;
    const experiment: Record<string, string> =
      target.experiment === undefined ? {} : { MLFLOW_EXPERIMENT_NAME: target.experiment };
    return { ...storeVariables(trackingUriOf(target.store)), ...experiment };
  }

  async function apply(): Promise<void> {
    const wanted = await variables();
    collection.clear();
    for (const [name, value] of Object.entries(wanted ?? {})) collection.replace(name, value);
  }

  /** For what runs without a terminal; whatever launch.json says goes before. */
  const debugProvider: vscode.DebugConfigurationProvider = {
    async resolveDebugConfiguration(_folder, debugged) {
      const wanted = debugged.request === "launch" ? await variables() : undefined;
      if (wanted === undefined) return debugged;
      const given = debugged["env"] as Record<string, string> | undefined;
      return { ...debugged, env: "MLFLOW_TRACKING_URI" in (given ?? {}) ? given : { ...wanted, ...given } };
    },
  };
  const follow = () => {
    // Nothing is looked for while it is off.
    if (isOn()) void apply();
    else collection.clear();
  };
  follow();
  context.subscriptions.push(
    vscode.workspace.onDidChangeConfiguration(
      (event) => event.affectsConfiguration(`mlflowLens.${setting}`) && follow(),
    ),
    vscode.workspace.onDidGrantWorkspaceTrust(follow),
    stores.onDidChangeStores(follow),
    vscode.debug.registerDebugConfigurationProvider("debugpy", debugProvider),
    vscode.debug.registerDebugConfigurationProvider("python", debugProvider),
    command("mlflowLens.chooseTarget", async (node?: { store?: WorkspaceStore; experiment?: { name: string } }) => {
      await chooseTarget(context, stores, node);
      if (!isOn()) await configuration().update(setting, true, vscode.ConfigurationTarget.Workspace);
      await apply();
    }),
  );
}

function configuration(): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration("mlflowLens");
}
