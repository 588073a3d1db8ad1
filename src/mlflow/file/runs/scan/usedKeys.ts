import { listKeys } from "../../disk/keyFolder.ts";
import { type KeyKind } from "../table/keyColumns.ts";

/** Folders of one experiment. */
export interface UsedKeysRequest {
  folder: string;
  names: readonly string[];
}

/** Each key once. */
export type UsedKeys = Record<KeyKind, string[]>;

export const keyKinds: readonly KeyKind[] = ["metrics", "params", "tags"];

/** The keys of runs: their files are listed, not read. */
export function listUsedKeys({ folder, names }: UsedKeysRequest): UsedKeys {
  const used = { metrics: new Set<string>(), params: new Set<string>(), tags: new Set<string>() };
  for (const name of names) {
    for (const kind of keyKinds) for (const key of listKeys(`${folder}/${name}/${kind}`).keys) used[kind].add(key);
  }
  return { metrics: [...used.metrics], params: [...used.params], tags: [...used.tags] };
}
