import type { ModelVersion, RegisteredModel, Run } from "../../mlflow/entities.ts";
import type { Store } from "../../mlflow/store.ts";
import { buildLedger, type LedgerEntry } from "../history/ledger.ts";
import { readModelFiles, type ModelFiles } from "../read/modelFiles.ts";
import { readRuns } from "../read/runs.ts";
import { modelWithVersions } from "../registry.ts";

/** All that the page asks of a model, as of one moment. */
export interface Snapshot {
  model: RegisteredModel;
  /** Newest first. */
  versions: ModelVersion[];
  ledger: LedgerEntry[];
  runs: ReadonlyMap<string, Run>;
}

export interface ModelReader {
  /** Read once, until something changes. */
  snapshot(): Promise<Snapshot>;
  /** What a version's files say; they never change. @throws Error where they cannot be reached */
  files(version: string): Promise<ModelFiles>;
  forget(): void;
}

export function modelReader(store: () => Promise<Store>, name: string): ModelReader {
  let current: Promise<Snapshot> | undefined;
  const files = new Map<string, Promise<ModelFiles>>();
  return {
    snapshot() {
      const asked = (current ??= readSnapshot(store, name));
      asked.catch(() => {
        if (current === asked) current = undefined;
      });
      return asked;
    },
    files(version) {
      let known = files.get(version);
      if (known === undefined) {
        known = store().then((opened) => readModelFiles(opened, name, version));
        files.set(version, known);
        known.catch(() => files.delete(version));
      }
      return known;
    },
    forget: () => (current = undefined),
  };
}

async function readSnapshot(store: () => Promise<Store>, name: string): Promise<Snapshot> {
  const opened = await store();
  const { model, versions } = await modelWithVersions(opened, name);
  const runs = await readRuns(
    opened,
    versions.flatMap(({ runId }) => runId ?? []),
  );
  return { model, versions, ledger: buildLedger(model, versions), runs };
}

/** @throws Error where the model has no such version */
export function versionIn({ versions, model }: Snapshot, version: string): ModelVersion {
  const found = versions.find((each) => each.version === version);
  if (found === undefined) throw new Error(`Model Version (name=${model.name}, version=${version}) not found`);
  return found;
}

export function runOf({ runs }: Snapshot, { runId }: ModelVersion): Run | undefined {
  return runId === undefined ? undefined : runs.get(runId);
}
