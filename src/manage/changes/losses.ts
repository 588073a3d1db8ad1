import { parentRunTag, type ModelVersion, type Run } from "../../mlflow/entities.ts";
import type { Store } from "../../mlflow/store.ts";

/** Versions that are looked through, newest first; a registry of more is told only in part. */
const maxVersions = 5_000;
/** Ids in one filter: a server takes filters of some length only. */
const idsAtOnce = 100;

/** The active runs nested in these, at any depth, without these themselves. */
export async function nestedRuns(store: Store, parents: readonly Run[]): Promise<Run[]> {
  const seen = new Set(parents.map(({ runId }) => runId));
  const found: Run[] = [];
  let level = [...parents];
  while (level.length > 0) {
    const children = await childrenOf(store, level);
    level = children.filter(({ runId }) => !seen.has(runId));
    for (const { runId } of level) seen.add(runId);
    found.push(...level);
  }
  return found;
}

async function childrenOf(store: Store, parents: readonly Run[]): Promise<Run[]> {
  const byExperiment = Map.groupBy(parents, ({ experimentId }) => experimentId);
  const children = await Promise.all(
    [...byExperiment].map(async ([experimentId, runs]) => {
      const experimentIds = [experimentId];
      const summaries = await store.summarizeChildRuns({ experimentIds, runIds: runs.map(({ runId }) => runId) });
      const found: Run[] = [];
      for (const { runId } of summaries) {
        const filter = `tags.\`${parentRunTag}\` = '${runId}'`;
        for await (const run of allRuns(store, experimentIds, filter)) found.push(run);
      }
      return found;
    }),
  );
  return children.flat();
}

async function* allRuns(store: Store, experimentIds: readonly string[], filter: string): AsyncGenerator<Run> {
  let pageToken: string | undefined;
  do {
    const page = await store.searchRuns({ experimentIds, filter, pageToken });
    yield* page.runs;
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
}

/** The registered versions that come from these runs, by name and version. */
export async function versionsOfRuns(store: Store, runs: readonly Pick<Run, "runId">[]): Promise<ModelVersion[]> {
  const ids = new Set(runs.map(({ runId }) => runId));
  return (await allVersions(store)).filter(({ runId }) => runId !== undefined && ids.has(runId));
}

/** The registered versions that come from an experiment's active runs. */
export async function versionsOfExperiments(store: Store, experimentIds: readonly string[]): Promise<ModelVersion[]> {
  const versions = await allVersions(store);
  const wanted = [...new Set(versions.map(({ runId }) => runId).filter((runId) => runId !== undefined))];
  const inside = new Set<string>();
  for (let at = 0; at < wanted.length; at += idsAtOnce) {
    const list = wanted.slice(at, at + idsAtOnce).map((runId) => `'${runId.replaceAll("'", "")}'`);
    const filter = `attributes.run_id IN (${list.join(", ")})`;
    for await (const { runId } of allRuns(store, experimentIds, filter)) inside.add(runId);
  }
  return versions.filter(({ runId }) => runId !== undefined && inside.has(runId));
}

async function allVersions(store: Store): Promise<ModelVersion[]> {
  const versions: ModelVersion[] = [];
  let pageToken: string | undefined;
  do {
    const page = await store.searchModelVersions({ pageToken });
    versions.push(...page.modelVersions);
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined && versions.length < maxVersions);
  const collator = new Intl.Collator(undefined, { numeric: true });
  return versions.sort((a, b) => collator.compare(a.name, b.name) || collator.compare(a.version, b.version));
}
