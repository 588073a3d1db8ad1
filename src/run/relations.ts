import { parentRunTag, type RunStatus } from "../mlflow/entities.ts";
import type { NumberColumn, Store, TextColumn } from "../mlflow/store.ts";
import type { RunLink, RunRelations } from "../protocol/run.ts";

/** Nested runs and versions that a page lists; of more it tells how many. */
const maxListed = 200;

const columns = [
  "attributes.run_id",
  "attributes.run_name",
  "attributes.status",
  "attributes.lifecycle_stage",
  "attributes.start_time",
];

/** What a run has to do with others: its parent, those nested in it, and the versions registered of it. */
export async function readRelations(store: Store, runId: string): Promise<RunRelations> {
  const { experimentId, tags } = await store.getRun(runId);
  const [parent, children, versions] = await Promise.all([
    readParent(store, tags[parentRunTag]),
    readChildren(store, experimentId, runId),
    readVersions(store, runId),
  ]);
  return { parent, children, versions };
}

async function readParent(store: Store, parentId: string | undefined): Promise<RunLink | undefined> {
  if (!parentId) return undefined;
  try {
    const { runId, runName, status, lifecycleStage, startTime } = await store.getRun(parentId);
    return { runId, name: runName || runId, status, lifecycleStage, startTime };
  } catch {
    // A parent that was removed leaves its id in its children.
    return undefined;
  }
}

async function readChildren(store: Store, experimentId: string, runId: string): Promise<RunRelations["children"]> {
  const table = await store.runTable({
    experimentIds: [experimentId],
    nesting: { parentRunId: runId },
    columns,
    limit: maxListed,
  });
  const [ids, names, statuses, stages] = table.columns.slice(0, 4).map((column) => textOf(column as TextColumn));
  const starts = table.columns[4] as NumberColumn;
  const count = starts.values.length;
  const runs = Array.from({ length: count }, (_, row): RunLink => {
    const id = ids!(row) ?? "";
    return {
      runId: id,
      name: names!(row) || id,
      status: (statuses!(row) ?? "RUNNING") as RunStatus,
      lifecycleStage: stages!(row) === "deleted" ? "deleted" : "active",
      startTime: starts.present[row] ? starts.values[row] : undefined,
    };
  });
  return { total: table.total, runs };
}

function textOf({ dictionary, codes }: TextColumn): (row: number) => string | undefined {
  return (row) => dictionary[codes[row] ?? -1];
}

async function readVersions(store: Store, runId: string): Promise<RunRelations["versions"]> {
  const { modelVersions } = await store.searchModelVersions({
    filter: `run_id = '${runId.replaceAll("'", "")}'`,
    maxResults: maxListed,
  });
  return modelVersions.map(({ name, version, currentStage, aliases }) => ({
    name,
    version,
    stage: currentStage,
    aliases,
  }));
}
