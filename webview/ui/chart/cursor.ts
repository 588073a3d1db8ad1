import { useEffect, useState } from "preact/hooks";
import type { XAxis } from "../../../src/mlflow/metrics.ts";

/** A place on an axis that all charts with that axis mark. */
export interface Cursor {
  readonly axis: XAxis;
  readonly x: number;
  /** The chart that the pointer or the focus is in. */
  readonly owner: object;
}

let cursor: Cursor | undefined;
const listeners = new Set<(cursor: Cursor | undefined) => void>();
let isDue = false;

/** Moves the cursor of all charts, at most once a frame; `undefined` takes it away. */
export function moveCursor(next: Cursor | undefined): void {
  cursor = next;
  if (isDue) return;
  isDue = true;
  requestAnimationFrame(() => {
    isDue = false;
    for (const listener of listeners) listener(cursor);
  });
}

/** The cursor, where it is on this axis. */
export function useCursor(axis: XAxis): Cursor | undefined {
  const [shown, setShown] = useState<Cursor | undefined>(undefined);
  useEffect(() => {
    const listener = (next: Cursor | undefined) => setShown(next?.axis === axis ? next : undefined);
    listeners.add(listener);
    listener(cursor);
    return () => void listeners.delete(listener);
  }, [axis]);
  return shown;
}
