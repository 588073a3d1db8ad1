import type * as vscode from "vscode";
import * as artifacts from "./artifacts/index.ts";
import * as compare from "./compare/index.ts";
import * as experiments from "./experiments/index.ts";
import { log } from "./log.ts";
import * as models from "./models/index.ts";
import { setPagesFolder } from "./page.ts";
import * as run from "./run/index.ts";
import * as runs from "./runs/index.ts";
import * as sample from "./sample/index.ts";
import * as storeCommands from "./stores/commands.ts";
import { openStores, type Stores } from "./stores/index.ts";

let stores: Stores | undefined;

export function activate(context: vscode.ExtensionContext): void {
  setPagesFolder(context.extensionUri);
  stores = openStores(context);
  context.subscriptions.push(log);
  const features = [storeCommands, experiments, models, runs, run, compare, artifacts, sample];
  for (const feature of features) feature.register(context, stores);
}

/** VS Code waits for what this answers; disposables it does not wait for. */
export async function deactivate(): Promise<void> {
  await stores?.close();
}
