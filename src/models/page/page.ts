import * as vscode from "vscode";
import { openPage, type Answering } from "../../page.ts";
import type { ModelHost, ModelPage, Wish } from "../../protocol/model.ts";
import { artifactUri } from "../../stores/artifactUri.ts";
import type { Stores } from "../../stores/index.ts";
import { modelUri, parseModelUri, runUri } from "../../stores/pageUri.ts";
import { deleteModel } from "../actions/remove.ts";
import { writableStore } from "../actions/target.ts";
import { describe, setAlias, setTag } from "../history/changes.ts";
import { currentUser } from "../history/who.ts";
import type { ModelAddress } from "../registry.ts";
import { exportHistory, exportReport } from "../report/save.ts";
import { countChecks } from "./checks.ts";
import { compareVersions } from "./compare.ts";
import { readDetails, readLineage } from "./details.ts";
import { historyLines, servedLines } from "./history.ts";
import { move, propose } from "./moves.ts";
import { modelReader } from "./snapshot.ts";
import { readView } from "./view.ts";

/** The pages that are open, and what the user asked to see of one that is not drawn yet. */
export class ModelPages {
  readonly #stores: Stores;
  readonly #open = new Map<string, Set<ModelPage>>();
  readonly #wishes = new Map<string, Wish>();

  constructor(stores: Stores) {
    this.#stores = stores;
  }

  /** Opens a model's page, or goes to it, at what is asked for. */
  async open({ storeId, name }: ModelAddress, wish: Wish): Promise<void> {
    const key = `${storeId}/${name}`;
    const pages = this.#open.get(key);
    if (pages === undefined) this.#wishes.set(key, wish);
    else for (const page of pages) page.show(wish);
    await vscode.commands.executeCommand("vscode.open", modelUri(storeId, name));
  }

  /** Fills a panel with the page of the model that a URI names. */
  show(uri: vscode.Uri, panel: vscode.WebviewPanel): void {
    const address = parseModelUri(uri);
    const { storeId, name } = address;
    const key = `${storeId}/${name}`;
    const store = async () => {
      await this.#stores.ready();
      return this.#stores.get(storeId);
    };
    const reader = modelReader(store, name);
    const host = this.#host(address, { store, reader, panel });
    const { page, own } = openPage<ModelHost, ModelPage>(panel, "model", host);
    const pages = this.#open.get(key) ?? new Set();
    this.#open.set(key, pages.add(page));
    own(
      this.#stores.onDidChange(({ store: changed, changes }) => {
        if (changed.id !== storeId) return;
        if (!changes.some((change) => change.kind === "models" && (change.names?.includes(name) ?? true))) return;
        reader.forget();
        page.invalidate();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration("mlflowLens.modelChecks")) page.invalidate();
      }),
      {
        dispose: () => {
          this.#stores.show(panel, storeId, undefined);
          pages.delete(page);
          if (pages.size === 0) this.#open.delete(key);
        },
      },
    );
  }

  #host(
    address: ModelAddress,
    {
      store,
      reader,
      panel,
    }: {
      store: () => Promise<ReturnType<Stores["get"]>>;
      reader: ReturnType<typeof modelReader>;
      panel: vscode.WebviewPanel;
    },
  ): Answering<ModelHost> {
    const { storeId, name } = address;
    const stores = this.#stores;
    /** What is written is read anew, whether or not the store tells of it. */
    const writing = async <T>(write: (by: string) => Promise<T>): Promise<T> => {
      try {
        return await write(await currentUser());
      } finally {
        reader.forget();
      }
    };
    const writable = () => writableStore(stores, storeId);
    const fileUri = (version: string, path: string) => artifactUri({ storeId, owner: { name, version }, path });
    return {
      model: async (columns) => {
        const { readOnlyReason } = await store();
        stores.show(panel, storeId, { experimentIds: [], runIds: [] });
        const storeLabel = stores.all.find(({ id }) => id === storeId)?.label ?? "";
        return { ...(await readView(reader, columns)), storeId, storeLabel, readOnlyReason };
      },
      wish: () => {
        const key = `${storeId}/${name}`;
        const wish = this.#wishes.get(key) ?? null;
        this.#wishes.delete(key);
        return wish;
      },
      details: async (version) => readDetails(await store(), reader, version),
      checks: (versions) => countChecks(reader, versions),
      lineage: (version, count) => readLineage(reader, version, count),
      compare: async (before, after) => compareVersions(await store(), reader, before, after),
      history: async () => historyLines((await reader.snapshot()).ledger),
      servedOn: async (time) => servedLines((await reader.snapshot()).ledger, time),
      propose: (version, to) => propose(reader, version, to),
      move: (request) => writing(() => move(writable(), reader, name, request)),
      describe: (version, text) =>
        writing((by) => describe(writable(), { name, version: version ?? undefined }, text, by)),
      setTag: (version, key, value) =>
        writing((by) =>
          setTag(writable(), { name, version: version ?? undefined }, { key, value: value ?? undefined, by }),
        ),
      setAlias: (alias, version) =>
        writing((by) => setAlias(writable(), { name, alias, version: version ?? undefined, by })),
      deleteVersion: (version) => writing(() => deleteModel(stores, { storeId, name, version })),
      register: () => void vscode.commands.executeCommand("mlflowLens.registerModel", address),
      exportReport: async () => void (await exportReport(stores, address)),
      exportHistory: async (format) => void (await exportHistory(stores, address, format)),
      openRun: async (runId, runName) =>
        void (await vscode.commands.executeCommand("vscode.open", runUri(storeId, runId, runName))),
      compareRuns: async (runIds) =>
        void (await vscode.commands.executeCommand(
          "mlflowLens.compareRuns",
          runIds.map((runId) => ({ storeId, runId })),
        )),
      openFile: async (version, path) =>
        void (await vscode.commands.executeCommand("vscode.open", fileUri(version, path))),
      diffFile: async (before, after, path) =>
        void (await vscode.commands.executeCommand(
          "vscode.diff",
          fileUri(before, path),
          fileUri(after, path),
          `${path} (v${before} ↔ v${after})`,
        )),
      openCheckSettings: async () =>
        void (await vscode.commands.executeCommand("workbench.action.openSettings", "mlflowLens.modelChecks")),
    };
  }
}
