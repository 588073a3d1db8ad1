import { join } from "node:path";
import * as vscode from "vscode";
import { command } from "../command.ts";
import type { Python } from "../python/index.ts";
import type { Stores } from "../stores/index.ts";
import type { RunAddress } from "../stores/pageUri.ts";
import { manageReplays } from "./manage.ts";
import { Environments } from "./places/environments.ts";
import { ReplayTrees } from "./places/trees.ts";
import { readRecipe } from "./recipe/readRecipe.ts";
import { runAgain } from "./runAgain.ts";
import { runOf } from "./target.ts";
import { inWords } from "./words.ts";

/** Running a run again from its own commit, and what of a run can be restored. */
export function register(context: vscode.ExtensionContext, stores: Stores, python: Python): void {
  const root = join(context.globalStorageUri.fsPath, "replay");
  const trees = new ReplayTrees(join(root, "trees"));
  const environments = new Environments(join(root, "environments"));
  context.subscriptions.push(
    command("mlflowLens.runAgain", async (target?: unknown, selected?: unknown) =>
      runAgain(await runOf(target, selected, stores), { stores, python, trees, environments }),
    ),
    command("mlflowLens.manageReplays", () => manageReplays(trees, environments)),
    // For pages, which tell of its errors themselves.
    vscode.commands.registerCommand("mlflowLens.reproducibility", async ({ storeId, runId }: RunAddress) => {
      await stores.ready();
      const store = stores.get(storeId);
      return (await readRecipe(store, await store.getRun(runId))).parts.map(inWords);
    }),
  );
}
