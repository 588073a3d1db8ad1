import type { Store, WatchScope } from "../../mlflow/store.ts";
import type { Change } from "../changes/change.ts";
import { setTag, taggedExperiment, taggedRun, tagOf, type Tagged } from "../changes/tagged.ts";
import type { NoteAddress } from "./address.ts";

/** What an address leads to, as it is now. */
export interface NoteText {
  /** "" where there is none yet, or where several have not the same. */
  readonly text: string;
  /** Whether several have texts of their own, which a new one would replace. */
  readonly isMixed: boolean;
  /** What must be watched to see it change. */
  readonly scope: WatchScope;
  /** A write for each owner; none for those that have this text already. */
  changesTo(text: string): Change[];
}

export async function readNote(store: Store, { owner, key }: Required<NoteAddress>): Promise<NoteText> {
  if ("runIds" in owner) {
    const runs = await Promise.all(owner.runIds.map((runId) => store.getRun(runId)));
    const experimentIds = [...new Set(runs.map(({ experimentId }) => experimentId))];
    return ofTag(
      runs.map((run) => taggedRun(store, run)),
      key,
      { experimentIds, runIds: owner.runIds },
    );
  }
  const { experimentIds } = owner;
  const experiments = await Promise.all(experimentIds.map((experimentId) => store.getExperiment(experimentId)));
  return ofTag(
    experiments.map((experiment) => taggedExperiment(store, experiment)),
    key,
    { experimentIds, runIds: [] },
  );
}

function ofTag(owners: readonly Tagged[], key: string, scope: WatchScope): NoteText {
  const texts = new Set(owners.map(({ tags }) => tagOf(tags, key) ?? ""));
  const [first = ""] = texts;
  return {
    text: texts.size === 1 ? first : "",
    isMixed: texts.size > 1,
    scope,
    changesTo: (text) =>
      owners.filter(({ tags }) => (tagOf(tags, key) ?? "") !== text).map((owner) => setTag(owner, key, text)),
  };
}
