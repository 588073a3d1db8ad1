/**
 * The runs whose parents lead back to themselves. They are shown at the top: otherwise nobody would find them.
 *
 * @param parents the parent of each run that matches
 */
export function runsInCircles(parents: ReadonlyMap<string, string | undefined>): Set<string> {
  const inCircles = new Set<string>();
  const seen = new Set<string>();
  for (const [first, parent] of parents) {
    if (parent === undefined || seen.has(first)) continue;
    const path = new Set<string>();
    let id: string | undefined = first;
    while (id !== undefined && !seen.has(id)) {
      seen.add(id);
      path.add(id);
      id = parents.get(id);
    }
    // Where a way ends at itself, what lies before that place only leads to the circle.
    while (id !== undefined && path.has(id) && !inCircles.has(id)) {
      inCircles.add(id);
      id = parents.get(id);
    }
  }
  return inCircles;
}
