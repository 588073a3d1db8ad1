import { join } from "node:path";
import * as vscode from "vscode";
import type { Run } from "../mlflow/entities.ts";
import type { Store } from "../mlflow/store.ts";
import { trackingUriOf } from "../python/child.ts";
import type { Python } from "../python/index.ts";
import type { Stores, WorkspaceStore } from "../stores/index.ts";
import type { RunAddress } from "../stores/pageUri.ts";
import { askEnvironment, askWay, type ChosenPython } from "./ask.ts";
import { compareMetrics } from "./outcome.ts";
import type { Environments } from "./places/environments.ts";
import type { ReplayTree, ReplayTrees } from "./places/trees.ts";
import { readRecipe, type Recipe } from "./recipe/readRecipe.ts";

/** What the parts of this feature share. */
export interface Replays {
  stores: Stores;
  python: Python;
  trees: ReplayTrees;
  environments: Environments;
}

/** The tag of a run that repeats another: that run's id. */
const repeatsTag = "mlflowLens.repeats";

/** MLflow's tags of what was not committed, which are true of the new run too. */
const [dirtyTag, diffTag] = ["mlflow.source.git.dirty", "mlflow.source.git.diff"];
/** What every MLflow takes for a tag. */
const maxTag = 5_000;

/** What `mlflowLens.launchRun` answers. */
interface LaunchOutcome {
  exitCode: number;
  runId?: string;
  storeId?: string;
}

/** Makes a run once more, from its own commit, and compares the two. @throws CancellationError; Error in words for the user */
export async function runAgain({ storeId, runId }: RunAddress, replays: Replays): Promise<void> {
  checkTrust();
  const { stores, trees } = replays;
  await stores.ready();
  const store = stores.get(storeId);
  const run = await store.getRun(runId);
  const experiment = await experimentOf(store, run);
  const recipe = await withProgress(vscode.l10n.t("Looking for what {0} was made of", nameOf(run)), () =>
    readRecipe(store, run),
  );
  const way = await askWay(recipe);
  const chosen = await askEnvironment(recipe, replays);
  const tree = await makeTree(recipe, chosen, trees);
  let outcome: LaunchOutcome;
  try {
    const known = stores.all.find(({ id }) => id === storeId)!;
    const definition = definitionOf(recipe, tree, chosen, known, experiment);
    const parameters =
      way === "edited"
        ? await vscode.commands.executeCommand<Record<string, string>>("mlflowLens.askParameters", definition)
        : recipe.values;
    const launched = { ...definition, parameters };
    const name = vscode.l10n.t("{0} again", nameOf(run));
    outcome = await vscode.commands.executeCommand<LaunchOutcome>("mlflowLens.launchRun", launched, name);
  } catch (error) {
    await trees.remove(recipe.checkout!.program, tree);
    throw error;
  }
  await trees.ended(tree);
  await tell(run, store, { storeId, runId }, outcome);
}

export function checkTrust(): void {
  if (vscode.workspace.isTrusted) return;
  throw new Error(vscode.l10n.t("Nothing is run in Restricted Mode: a project is code of this workspace."));
}

function nameOf(run: Run): string {
  return run.runName || run.runId;
}

async function experimentOf(store: Store, run: Run): Promise<string> {
  const { name, lifecycleStage } = await store.getExperiment(run.experimentId);
  if (lifecycleStage === "active") return name;
  throw new Error(vscode.l10n.t("The experiment {0} is deleted. Restore it first: the new run goes there.", name));
}

async function makeTree(
  { run, checkout, patch }: Recipe,
  { environmentId }: ChosenPython,
  trees: ReplayTrees,
): Promise<ReplayTree> {
  return withProgress(vscode.l10n.t("Checking out {0}", checkout!.commit.slice(0, 7)), (signal) =>
    trees.make(checkout!, { runId: run.runId, runName: nameOf(run), environmentId }, { patch, signal }),
  );
}

async function withProgress<T>(title: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, async (_, token) => {
    const abort = new AbortController();
    const listener = token.onCancellationRequested(() => abort.abort());
    try {
      const result = await work(abort.signal);
      if (token.isCancellationRequested) throw new vscode.CancellationError();
      return result;
    } catch (error) {
      throw token.isCancellationRequested ? new vscode.CancellationError() : error;
    } finally {
      listener.dispose();
    }
  });
}

/** The task (`taskDefinitions` in package.json says what each means). */
function definitionOf(
  { run, program, patch, values }: Recipe,
  { worktree }: ReplayTree,
  { executable }: ChosenPython,
  store: WorkspaceStore,
  experiment: string,
) {
  return {
    type: "mlflow",
    project: join(worktree, program!.folder),
    entryPoint: program!.name,
    parameters: values,
    store: trackingUriOf(store),
    experiment,
    python: executable,
    tags: {
      [repeatsTag]: run.runId,
      ...(patch === undefined ? {} : { [dirtyTag]: "true" }),
      ...(patch === undefined || patch.length > maxTag ? {} : { [diffTag]: patch }),
    },
  };
}

/** Says how it went: both runs side by side where there are two. */
async function tell(run: Run, store: Store, address: RunAddress, outcome: LaunchOutcome): Promise<void> {
  const { exitCode, runId, storeId = address.storeId } = outcome;
  if (runId === undefined) throw new Error(vscode.l10n.t("{0} was not run again. The terminal says why.", nameOf(run)));
  const compare = () => vscode.commands.executeCommand("mlflowLens.compareRuns", [address, { storeId, runId }]);
  if (exitCode !== 0) {
    const show = vscode.l10n.t("Compare");
    const text = vscode.l10n.t("{0} was run again, but not to its end. The terminal says why.", nameOf(run));
    if ((await vscode.window.showWarningMessage(text, show)) === show) await compare();
    return;
  }
  await store.refresh();
  await compare();
  const { equal, different, unmatched } = compareMetrics(run, await store.getRun(runId));
  const off = [...different, ...unmatched];
  const all = equal.length + off.length;
  void vscode.window.showInformationMessage(
    all === 0
      ? vscode.l10n.t("{0} was run again. Neither run logged a metric.", nameOf(run))
      : off.length === 0
        ? vscode.l10n.t("{0} was run again: all metrics are equal.", nameOf(run))
        : vscode.l10n.t(
            "{0} was run again: {1} of {2} metrics differ: {3}",
            nameOf(run),
            off.length,
            all,
            off.slice(0, 5).join(", "),
          ),
  );
}
