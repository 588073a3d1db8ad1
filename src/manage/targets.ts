import * as vscode from "vscode";
import { messageOf } from "../command.ts";
import type { Experiment, Run } from "../mlflow/entities.ts";
import type { Store } from "../mlflow/store.ts";
import type { Stores } from "../stores/index.ts";
import { parseRunsUri, runsScheme, type ExperimentAddress, type RunAddress } from "../stores/pageUri.ts";
import { pageInFront, runInFront, runsOf } from "../stores/runTargets.ts";
import type { Failure } from "./changes/change.ts";
import { writableStore } from "./writable.ts";

// What the commands of this feature are called with:
// - a page: `{ storeId, runIds }` or `{ storeId, runId }`, several of these in a list where runs are of several stores;
//   `{ storeId, experimentIds }` or `{ storeId, experimentId }`
// - the Experiments view: the row that was clicked and all that are selected, which are read as plain shapes
// - a key in the Experiments view: `{ selection: true }`
// - the palette: nothing; then it is what the page in front shows, else what is selected in the view, else asked

interface Argument extends Partial<ExperimentAddress> {
  selection?: true;
  experimentIds?: readonly string[];
  /** Of a row of the Experiments view. */
  store?: { id: string };
  experiment?: { experimentId: string };
}

/** The runs that a command is about; none when it has to ask. */
export async function addressedRuns(args: readonly unknown[]): Promise<RunAddress[]> {
  return addressed(
    args,
    (target) => runsOf(target, undefined),
    () => [runInFront() ?? []].flat(),
  );
}

/** The experiments that a command is about; none when it has to ask. */
export async function addressedExperiments(args: readonly unknown[]): Promise<ExperimentAddress[]> {
  return addressed(args, experimentAddresses, () => {
    const uri = pageInFront(runsScheme);
    return uri === undefined ? [] : parseRunsUri(uri);
  });
}

async function addressed<T>(
  [first, all]: readonly unknown[],
  addresses: (value: unknown) => T[],
  inFront: () => T[],
): Promise<T[]> {
  const isKey = isSelection(first);
  if (first !== undefined && !isKey) return unique(addresses(Array.isArray(all) ? all : first));
  const shown = isKey ? [] : inFront();
  if (shown.length > 0) return unique(shown);
  return unique(addresses(await selectedRows()));
}

/** Whether a key in the Experiments view was pressed. */
export function isSelection(argument: unknown): boolean {
  return (argument as Argument | undefined)?.selection === true;
}

/** What is selected in the Experiments view. */
export async function selectedRows(): Promise<unknown[]> {
  return (await vscode.commands.executeCommand<unknown[] | undefined>("mlflowLens.selectedRows")) ?? [];
}

function experimentAddresses(value: unknown): ExperimentAddress[] {
  if (Array.isArray(value)) return value.flatMap(experimentAddresses);
  const { storeId, experimentId, experimentIds, store, experiment } = (value ?? {}) as Argument;
  if (store !== undefined && experiment !== undefined) {
    return [{ storeId: store.id, experimentId: experiment.experimentId }];
  }
  if (storeId === undefined) return [];
  const ids = experimentIds ?? (experimentId === undefined ? [] : [experimentId]);
  return ids.map((each) => ({ storeId, experimentId: each }));
}

function unique<T>(addresses: readonly T[]): T[] {
  return [...new Map(addresses.map((address) => [JSON.stringify(address), address])).values()];
}

/** Something of a store that may be written, as it is now. */
export interface Loaded<T> {
  readonly storeId: string;
  readonly store: Store;
  readonly value: T;
}

/** What could be read, and of the others why not: a store that may not be written is a reason. */
export interface Loading<T> {
  readonly loaded: Loaded<T>[];
  readonly failed: Failure[];
}

export function loadRuns(stores: Stores, addresses: readonly RunAddress[]): Promise<Loading<Run>> {
  return loadAll(stores, addresses, {
    idOf: ({ runId }) => runId,
    read: (store, { runId }) => store.getRun(runId),
    nameOf: ({ runName }) => runName,
  });
}

export function loadExperiments(stores: Stores, addresses: readonly ExperimentAddress[]): Promise<Loading<Experiment>> {
  return loadAll(stores, addresses, {
    idOf: ({ experimentId }) => experimentId,
    read: (store, { experimentId }) => store.getExperiment(experimentId),
    nameOf: ({ name }) => name,
  });
}

interface Kind<Address, T> {
  idOf(address: Address): string;
  read(store: Store, address: Address): Promise<T>;
  nameOf(value: T): string;
}

async function loadAll<Address extends { storeId: string }, T>(
  stores: Stores,
  addresses: readonly Address[],
  kind: Kind<Address, T>,
): Promise<Loading<T>> {
  await stores.ready();
  const failed: Failure[] = [];
  const loaded = await Promise.all(
    addresses.map(async (address) => {
      let name = kind.idOf(address);
      try {
        const { storeId } = address;
        const value = await kind.read(stores.get(storeId), address);
        name = kind.nameOf(value);
        return { storeId, store: writableStore(stores, storeId), value };
      } catch (error) {
        failed.push({ name, error });
        return undefined;
      }
    }),
  );
  const [first] = failed;
  // A store that refuses everything is told once, and not for each by itself.
  if (first !== undefined && failed.length === addresses.length && sameReason(failed)) throw first.error;
  return { loaded: loaded.filter((each) => each !== undefined), failed };
}

function sameReason(failed: readonly Failure[]): boolean {
  return new Set(failed.map(({ error }) => messageOf(error))).size === 1;
}
