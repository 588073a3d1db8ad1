import * as vscode from "vscode";
import { log } from "../log.ts";
import { openStore } from "../mlflow/index.ts";
import type { Change, OpenOptions, Store, WatchScope } from "../mlflow/store.ts";
import { betterWays, type BetterWays } from "./betterWays.ts";
import { credentialHeaders } from "./credentials.ts";
import { debounced } from "./debounce.ts";
import { pathOf, storesOfWorkspace, type StorePlace } from "./find/places.ts";
import { runPlaces, type RunPlaces } from "./runPlaces.ts";
import { watchStore, type StoreWatch } from "./watch.ts";

/** A store that the workspace has, whether or not it could be opened. */
export interface WorkspaceStore {
  /** Short and the same in every session; names the store in URIs of pages and artifacts. */
  readonly id: string;
  /** As `openStore` takes it. */
  readonly uri: string;
  /** For the eye: a path relative to the workspace, or a server's address. */
  readonly label: string;
  /** Absent where it could not be opened: then there is an `error`. */
  readonly store?: Store;
  readonly error?: unknown;
}

export interface StoreChange {
  readonly store: WorkspaceStore;
  readonly changes: readonly Change[];
}

/** Which stores the workspace has, opened, watched and refreshed. Nothing starts before `ready()` is first asked for. */
export interface Stores {
  /** In the order of their labels; empty until `ready()` resolved. */
  readonly all: readonly WorkspaceStore[];
  /** Resolves once the workspace was looked through for the first time. */
  ready(): Promise<void>;
  /** @throws Error in words for the user when there is no such store, or it could not be opened */
  get(id: string): Store;
  /** Looks through the workspace again and asks every store what changed. */
  refresh(): Promise<void>;
  /**
   * Says what its owner shows of a store, so that changes there come soon; replaces what the owner said of it before.
   * Nothing is shown when `scope` is absent.
   */
  show(owner: object, storeId: string, scope: WatchScope | undefined): void;
  /** The colours of runs, the same in every tree and on every page. */
  readonly runPlaces: RunPlaces;
  /** Which way metrics are better, the same in every table and comparison. */
  readonly betterWays: BetterWays;
  /** Something in a store changed. */
  readonly onDidChange: vscode.Event<StoreChange>;
  /** A store appeared, went, or could be opened now. */
  readonly onDidChangeStores: vscode.Event<void>;
  /** Opens every store anew, with the credentials and settings of now. */
  reopen(): Promise<void>;
  /** Ends the stores' threads; resolves once their indexes are on disk. */
  close(): Promise<void>;
}

/** Created `mlruns` folders are looked at again after these milliseconds: their content comes later, and events get lost. */
const lookAgainAfter = [100, 1_000, 3_000];

/** MLflow takes seconds to make a database: one that is written meanwhile is looked at again for so long. */
const makingMs = 120_000;

export function openStores(context: vscode.ExtensionContext): Stores {
  const changed = new vscode.EventEmitter<StoreChange>();
  const storesChanged = new vscode.EventEmitter<void>();
  const betterChanged = new vscode.EventEmitter<void>();
  const opened = new Map<string, WorkspaceStore>();
  const watches = new Map<string, StoreWatch>();
  /** Stores that are there to be asked until they are opened anew. */
  const outdated = new Set<WorkspaceStore>();
  /** Databases that were not MLflow's, by path, and when that was first seen. */
  const refused = new Map<string, number>();
  let first: Promise<void> | undefined;
  let searching: Promise<void> | undefined;
  let isSearchDue = false;

  /** One search at a time; one asked for meanwhile follows it. */
  function search(): Promise<void> {
    if (searching !== undefined) {
      isSearchDue = true;
      return searching;
    }
    searching = (async () => {
      do {
        isSearchDue = false;
        await searchOnce();
      } while (isSearchDue);
    })().finally(() => (searching = undefined));
    return searching;
  }

  async function searchOnce(): Promise<void> {
    const wanted = await storesOfWorkspace();
    let isChanged = false;
    for (const [id, known] of opened) {
      if (wanted.has(id)) continue;
      opened.delete(id);
      await closeStore(known);
      isChanged = true;
    }
    await Promise.all(
      [...wanted].map(async ([id, place]) => {
        const before = opened.get(id);
        const isOutdated = before !== undefined && outdated.has(before);
        if (before?.store !== undefined && !isOutdated) return;
        const store = await open(id, place);
        if (store === undefined) isChanged = opened.delete(id) || isChanged;
        else {
          opened.set(id, store);
          isChanged ||= before === undefined || before.store !== store.store;
        }
        if (isOutdated) await closeStore(before);
      }),
    );
    await vscode.commands.executeCommand("setContext", "mlflowLens.hasStore", opened.size > 0);
    if (isChanged) storesChanged.fire();
  }

  async function open(id: string, { uri, label, isCandidate }: StorePlace): Promise<WorkspaceStore | undefined> {
    const started = performance.now();
    try {
      const store = await openStore(uri, await openOptions(context, uri));
      log.info(`Opened ${label} in ${Math.round(performance.now() - started)} ms`);
      return { id, uri, label, store };
    } catch (error) {
      // Databases of other programs lie about in workspaces; only one that the user named must be MLflow's.
      if (isCandidate && isOtherDatabase(error)) {
        log.trace(`${label} is not a database of MLflow's`);
        if (!refused.has(uri)) refused.set(uri, Date.now());
        return undefined;
      }
      log.error(error instanceof Error ? error : String(error));
      return { id, uri, label, error };
    }
  }

  async function closeStore(known: WorkspaceStore): Promise<void> {
    outdated.delete(known);
    watches.get(known.id)?.dispose();
    watches.delete(known.id);
    await known.store?.close().catch((error: unknown) => log.warn(`Closing ${known.label}: ${String(error)}`));
  }

  /** Whoever asks meanwhile gets the stores as they were. */
  async function reopenAll(): Promise<void> {
    for (const known of opened.values()) outdated.add(known);
    await search();
    storesChanged.fire();
  }

  const soon = debounced(() => void search().catch((error: unknown) => log.error(String(error))), lookAgainAfter);
  const watcher = vscode.workspace.createFileSystemWatcher(
    "**/{mlruns,meta.yaml,MLproject,.env,*.db,*.sqlite,*.sqlite3}",
  );
  /** Whoever shows no store yet has nothing to look for. */
  const look = () => {
    if (first !== undefined) soon();
  };
  /** MLflow makes a `meta.yaml` for every run: only one in a place where no store is known matters. */
  const lookAt = (uri: vscode.Uri) => {
    const isInside = [...opened.values()].some(
      ({ store }) => store?.kind === "file" && uri.fsPath.startsWith(pathOf(store.uri)),
    );
    if (!isInside) look();
  };
  watcher.onDidCreate(lookAt);
  watcher.onDidChange((uri) => {
    const since = refused.get(uri.fsPath);
    if (since !== undefined && Date.now() - since < makingMs) look();
  });
  watcher.onDidDelete(look);
  context.subscriptions.push(
    changed,
    storesChanged,
    betterChanged,
    watcher,
    vscode.workspace.onDidChangeWorkspaceFolders(look),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("mlflowLens.stores")) look();
      else if (
        event.affectsConfiguration("mlflowLens.sqlite") ||
        event.affectsConfiguration("mlflowLens.pollInterval")
      ) {
        if (first !== undefined) void reopenAll();
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      if (first !== undefined) void reopenAll();
    }),
  );

  return {
    get all() {
      return [...opened.values()].sort((a, b) => a.label.localeCompare(b.label));
    },
    ready: () => (first ??= search()),
    get(id) {
      const known = opened.get(id);
      if (known === undefined) throw new Error(vscode.l10n.t("This store is no longer part of the workspace."));
      if (known.store === undefined) throw known.error;
      return known.store;
    },
    async refresh() {
      await (first ??= search());
      await search();
      for (const known of opened.values()) {
        const changes = (await known.store?.refresh()) ?? [];
        if (changes.length > 0) changed.fire({ store: known, changes });
      }
    },
    show(owner, storeId, scope) {
      const known = opened.get(storeId);
      if (known?.store === undefined) return;
      let watch = watches.get(storeId);
      if (watch === undefined) {
        watch = watchStore(known.store, (changes) => changed.fire({ store: known, changes }));
        watches.set(storeId, watch);
      }
      watch.show(owner, scope);
    },
    runPlaces: runPlaces(context.workspaceState),
    betterWays: betterWays(context.workspaceState, betterChanged),
    onDidChange: changed.event,
    onDidChangeStores: storesChanged.event,
    reopen: reopenAll,
    async close() {
      soon.cancel();
      await Promise.all([...opened.values()].map(closeStore));
    },
  };
}

async function openOptions(context: vscode.ExtensionContext, uri: string): Promise<OpenOptions> {
  const settings = vscode.workspace.getConfiguration("mlflowLens");
  const sqlite = settings.get<string>("sqlite");
  return {
    indexDir: vscode.Uri.joinPath(context.storageUri ?? context.globalStorageUri, "index").fsPath,
    sqlite: sqlite === "sql.js" || sqlite === "native" ? sqlite : undefined,
    sqlJsMaxBytes: settings.get<number>("sqlJsMaxSize", 512) * 1024 * 1024,
    pollMs: settings.get<number>("pollInterval", 5) * 1000,
    headers: /^https?:/i.test(uri) ? await credentialHeaders(context.secrets, uri) : undefined,
    artifactRoots: vscode.workspace.isTrusted
      ? undefined
      : (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath),
  };
}

function isOtherDatabase(error: unknown): boolean {
  return (error as { errorCode?: unknown }).errorCode === "INVALID_PARAMETER_VALUE";
}
