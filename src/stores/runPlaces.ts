import type * as vscode from "vscode";

const key = "runs.places";
/** Beyond these the runs that were looked at longest ago give their places away. */
const maxKept = 1_000;

/**
 * Gives every run that is drawn in colour a place of its own, which it keeps everywhere and through reloads: its colour is
 * `mlflowLens.run1` … `run10` by the place's last digit, its dashes by the tens.
 */
export type RunPlaces = (storeId: string, runIds: readonly string[]) => number[];

export function runPlaces(memento: vscode.Memento): RunPlaces {
  // In the order in which they were last asked for.
  const places = new Map<string, number>(memento.get<[string, number][]>(key, []));
  return (storeId, runIds) => {
    const taken = new Set(places.values());
    let free = 0;
    const found = runIds.map((runId) => {
      const id = `${storeId}/${runId}`;
      let place = places.get(id);
      if (place === undefined) {
        while (taken.has(free)) free++;
        place = free;
        taken.add(place);
      }
      places.delete(id);
      places.set(id, place);
      return place;
    });
    for (const old of places.keys()) {
      if (places.size <= maxKept) break;
      places.delete(old);
    }
    void memento.update(key, [...places]);
    return found;
  };
}
