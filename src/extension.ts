import type * as vscode from "vscode";
import * as artifacts from "./artifacts/index.ts";
import * as compare from "./compare/index.ts";
import * as experiments from "./experiments/index.ts";
import { log } from "./log.ts";
import * as logging from "./logging/index.ts";
import * as manage from "./manage/index.ts";
import * as models from "./models/index.ts";
import * as mlflowUi from "./mlflowUi/index.ts";
import { setPagesFolder } from "./page.ts";
import * as run from "./run/index.ts";
import * as runs from "./runs/index.ts";
import * as projects from "./projects/index.ts";
import { openPython, type Python } from "./python/index.ts";
import * as quickStart from "./quickStart/index.ts";
import * as replay from "./replay/index.ts";
import * as sample from "./sample/index.ts";
import * as storeCommands from "./stores/commands.ts";
import { openStores, type Stores } from "./stores/index.ts";
import * as terminals from "./terminals/index.ts";

let stores: Stores | undefined;
let python: Python | undefined;

export function activate(context: vscode.ExtensionContext): void {
  setPagesFolder(context.extensionUri);
  stores = openStores(context);
  python = openPython(context);
  context.subscriptions.push(log);
  const features = [storeCommands, experiments, manage, models, runs, run, compare, artifacts, sample, quickStart];
  for (const feature of features) feature.register(context, stores);
  for (const feature of [projects, replay, mlflowUi, terminals, logging]) feature.register(context, stores, python);
}

/** VS Code waits for what this answers; disposables it does not wait for. */
export async function deactivate(): Promise<void> {
  // What was started may have something to write to its store.
  await python?.close();
  await stores?.close();
}
