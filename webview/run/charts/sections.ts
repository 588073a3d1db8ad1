/** Metrics whose keys begin alike: `train/loss` and `train/accuracy` are in the section `train`. */
export interface Section {
  /** "" for metrics without a prefix. */
  readonly prefix: string;
  readonly keys: readonly string[];
}

/** @param keys in their order; a section stands where its first metric does, those without a prefix come first */
export function sectionsOf(keys: readonly string[]): Section[] {
  const sections = Map.groupBy(keys, (key) => key.slice(0, Math.max(0, key.lastIndexOf("/"))));
  const own = sections.get("");
  sections.delete("");
  const prefixed = [...sections].map(([prefix, keys]) => ({ prefix, keys }));
  return own === undefined ? prefixed : [{ prefix: "", keys: own }, ...prefixed];
}
