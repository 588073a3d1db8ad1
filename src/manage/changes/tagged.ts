import type { Experiment, Run } from "../../mlflow/entities.ts";
import type { Store } from "../../mlflow/store.ts";
import type { Change } from "./change.ts";

/** What carries tags, a note among them. */
export interface Tagged {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  setTag(key: string, value: string): Promise<void>;
  deleteTag(key: string): Promise<void>;
}

export function taggedRun(store: Store, { runId, runName, tags }: Run): Tagged {
  return {
    name: runName,
    tags,
    setTag: (key, value) => store.setTag(runId, key, value),
    deleteTag: (key) => store.deleteTag(runId, key),
  };
}

export function taggedExperiment(store: Store, { experimentId, name, tags }: Experiment): Tagged {
  return {
    name,
    tags,
    setTag: (key, value) => store.setExperimentTag(experimentId, key, value),
    deleteTag: (key) => store.deleteExperimentTag(experimentId, key),
  };
}

export function setTag({ name, tags, ...owner }: Tagged, key: string, value: string): Change {
  const before = tagOf(tags, key);
  return {
    name,
    apply: () => owner.setTag(key, value),
    revert: () => (before === undefined ? owner.deleteTag(key) : owner.setTag(key, before)),
  };
}

/** The owner must have the tag. */
export function deleteTag({ name, tags, ...owner }: Tagged, key: string): Change {
  const before = tagOf(tags, key) ?? "";
  return { name, apply: () => owner.deleteTag(key), revert: () => owner.setTag(key, before) };
}

/** A key is the user's: it may be the name of something that every object has. */
export function tagOf(tags: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(tags, key) ? tags[key] : undefined;
}
