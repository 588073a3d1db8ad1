import * as vscode from "vscode";
import { command } from "../command.ts";
import { type Answering, openPage, registerPage } from "../page.ts";
import type { RunsHost, RunsPage } from "../protocol/runs.ts";
import type { StoreChange, Stores } from "../stores/index.ts";
import { parseRunsUri, runsUri } from "../stores/pageUri.ts";
import type { RunsPageModel } from "./host.ts";
import { openViews, type Views } from "./view/views.ts";

/** What the Experiments view hands to the command: an experiment of a store. */
interface ExperimentTarget {
  store: { id: string };
  experiment: { experimentId: string; name: string };
}

/** Changes are told together at most this often. */
const redrawMs = 100;

/** The table of the runs of one or several experiments. */
export function register(context: vscode.ExtensionContext, stores: Stores): void {
  const views = openViews(context.workspaceState);
  context.subscriptions.push(
    registerPage("mlflowLens.runs", (uri, panel) => showRuns(uri, panel, stores, views)),
    command("mlflowLens.openRuns", (target: ExperimentTarget, all: ExperimentTarget[] = [target]) => {
      const experiments = all.filter((each) => "experiment" in each);
      const addresses = experiments.map(({ store, experiment }) => {
        return { storeId: store.id, experimentId: experiment.experimentId };
      });
      const title = experiments.map(({ experiment }) => experiment.name).join(" + ");
      return vscode.commands.executeCommand("vscode.open", runsUri(addresses, title));
    }),
  );
}

function showRuns(uri: vscode.Uri, panel: vscode.WebviewPanel, stores: Stores, views: Views): void {
  const addresses = parseRunsUri(uri);
  const pageKey = `${uri.path.split("/").slice(0, 3).join("/")}?${uri.query}`;
  const model = lazy(async () => {
    await stores.ready();
    // What only an open table needs would make every start of the editor slower.
    const { runsPageModel } = await import("./host.ts");
    return runsPageModel(pageKey, addresses, stores, views, { stateChanged: () => void page.stateChanged() });
  });
  const host = deferred(model, watch);
  // What the page shows first is looked up while VS Code makes room for it.
  let opening: ReturnType<typeof host.open> | undefined = host.open();
  void Promise.resolve(opening).catch(() => undefined);
  const open = () => {
    const first = opening ?? host.open();
    opening = undefined;
    return first;
  };
  const { page, own } = openPage<RunsHost, RunsPage>(panel, "runs", { ...host, open });
  const soon = throttled(() => void page.invalidate());

  function watch({ sources, table }: RunsPageModel): void {
    for (const { storeId, experimentIds } of sources) {
      const runIds = table.inSight.filter((run) => run.storeId === storeId).map(({ runId }) => runId);
      stores.show(panel, storeId, { experimentIds, runIds });
    }
  }

  own(
    stores.betterWays.onDidChange(() => {
      opening = undefined;
      void page.stateChanged();
    }),
    stores.onDidChange((change) => {
      if (renames(change, addresses)) {
        opening = undefined;
        void model()
          .then(({ refreshNames }) => refreshNames())
          .catch(() => undefined);
      }
      if (!concerns(change, addresses)) return;
      opening = undefined;
      soon();
      void model()
        .then(({ refreshKeys }) => refreshKeys())
        .catch(() => undefined);
    }),
    {
      dispose: () => {
        for (const storeId of new Set(addresses.map((address) => address.storeId))) {
          stores.show(panel, storeId, undefined);
        }
      },
    },
  );
}

function concerns({ store, changes }: StoreChange, addresses: ReturnType<typeof parseRunsUri>): boolean {
  return changes.some(
    (change) =>
      change.kind === "runs" &&
      addresses.some(({ storeId, experimentId }) => storeId === store.id && experimentId === change.experimentId),
  );
}

function renames({ store, changes }: StoreChange, addresses: ReturnType<typeof parseRunsUri>): boolean {
  return changes.some(({ kind }) => kind === "experiments") && addresses.some(({ storeId }) => storeId === store.id);
}

/** Methods that answer once the model is there; after each, what is in sight is watched. */
function deferred(model: () => Promise<RunsPageModel>, watch: (model: RunsPageModel) => void): Answering<RunsHost> {
  const ask =
    <Method extends keyof RunsHost>(method: Method) =>
    async (...args: Parameters<RunsHost[Method]>): Promise<ReturnType<RunsHost[Method]>> => {
      const made = await model();
      const host = made.host as Record<string, (...args: unknown[]) => unknown>;
      const value = await host[method]?.(...args);
      if (method === "window" || method === "rows" || method === "open") watch(made);
      return value as ReturnType<RunsHost[Method]>;
    };
  return {
    open: ask("open"),
    state: ask("state"),
    setView: ask("setView"),
    setBetter: ask("setBetter"),
    rows: ask("rows"),
    window: ask("window"),
    keys: ask("keys"),
    fold: ask("fold"),
    checkFilter: ask("checkFilter"),
    completeFilter: ask("completeFilter"),
    valuesOf: ask("valuesOf"),
    copy: ask("copy"),
    exportCsv: ask("exportCsv"),
    copyFilter: ask("copyFilter"),
    openRun: ask("openRun"),
    runCommand: ask("runCommand"),
    addExperiments: ask("addExperiments"),
    chooseView: ask("chooseView"),
    chartValues: ask("chartValues"),
    curves: ask("curves"),
    saveCurves: ask("saveCurves"),
    savePicture: ask("savePicture"),
  };
}

/** Made when it is first asked for, and again after it failed. */
function lazy<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    if (made === undefined) {
      made = make();
      made.catch(() => (made = undefined));
    }
    return made;
  };
}

function throttled(action: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  return () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      action();
    }, redrawMs);
  };
}
