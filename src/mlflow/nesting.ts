/**
 * Whether a run's parents lead back to itself. Such runs are shown at the top: otherwise nobody would find them.
 *
 * @param parents the parent of each run that matches
 */
export function isOwnAncestor(runId: string, parents: ReadonlyMap<string, string | undefined>): boolean {
  const seen = new Set<string>();
  for (let id = parents.get(runId); id !== undefined && !seen.has(id); id = parents.get(id)) {
    if (id === runId) return true;
    seen.add(id);
  }
  return false;
}
