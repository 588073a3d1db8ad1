import { useEffect, useRef } from "preact/hooks";
import type { Loaded } from "../ui/hooks.ts";
import { onStale } from "./host.ts";

/** The most that is drawn anew while a run is followed. */
const minGapMs = 100;

/** Loads again when the run changed: one question at a time, and at most ten in a second. */
export function useStale({ isLoading, reload }: Loaded<unknown>): void {
  const state = useRef({ isLoading, reload, isStale: false, last: 0, timer: 0 });
  Object.assign(state.current, { isLoading, reload });
  const ask = () => {
    const { current } = state;
    if (!current.isStale || current.isLoading || current.timer !== 0) return;
    const wait = current.last + minGapMs - performance.now();
    if (wait > 0) {
      current.timer = window.setTimeout(() => {
        current.timer = 0;
        ask();
      }, wait);
      return;
    }
    current.isStale = false;
    current.last = performance.now();
    current.reload();
  };
  useEffect(
    () =>
      onStale(() => {
        state.current.isStale = true;
        ask();
      }),
    [],
  );
  // What became stale while it was loaded is loaded once more.
  useEffect(ask, [isLoading]);
  useEffect(() => () => window.clearTimeout(state.current.timer), []);
}
