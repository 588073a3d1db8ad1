import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { keepState, keptState } from "./host.ts";

/** State that the page keeps through a reload of the window. */
export function useKept<T>(key: string, initial: T): [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => keptState<T>(key) ?? initial);
  const set = useCallback(
    (next: T) => {
      keepState(key, next);
      setValue(next);
    },
    [key],
  );
  return [value, set];
}

/** What was asked of the extension, as far as it has come. */
export interface Loaded<T> {
  /** The newest answer; what is shown stays while it is asked again. */
  readonly value: T | undefined;
  /** Why the newest question failed. */
  readonly error: Error | undefined;
  readonly isLoading: boolean;
  /** Asks again. */
  readonly reload: () => void;
}

/**
 * Asks the extension for something, and again whenever an input changes. Only the newest question's answer counts.
 *
 * @param ask what to ask
 * @param inputs as of `useEffect`
 */
export function useLoaded<T>(ask: () => Promise<T>, inputs: readonly unknown[]): Loaded<T> {
  const [state, setState] = useState<{ value?: T; error?: Error; isLoading: boolean }>({ isLoading: true });
  const newest = useRef(0);
  const reload = useCallback(() => {
    const question = ++newest.current;
    setState((before) => ({ ...before, isLoading: true }));
    ask().then(
      (value) => question === newest.current && setState({ value, isLoading: false }),
      (error: unknown) =>
        question === newest.current &&
        setState((before) => ({
          value: before.value,
          error: error instanceof Error ? error : new Error(String(error)),
          isLoading: false,
        })),
    );
  }, inputs);
  useEffect(() => {
    reload();
    return () => void newest.current++;
  }, [reload]);
  return { value: state.value, error: state.error, isLoading: state.isLoading, reload };
}

/** The width and height of an element's content in CSS pixels, followed; 0 before it is drawn. */
export function useSize<T extends HTMLElement>(): [{ current: T | null }, { width: number; height: number }] {
  const element = useRef<T>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    if (element.current === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry === undefined) return;
      const { width, height } = entry.contentRect;
      setSize((before) => (before.width === width && before.height === height ? before : { width, height }));
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return [element, size];
}

/** Whether an element is in sight, or about to come there. */
export function useInView<T extends HTMLElement>(): [{ current: T | null }, boolean] {
  const element = useRef<T>(null);
  const [isInView, setIsInView] = useState(false);
  useEffect(() => {
    if (element.current === null) return;
    const observer = new IntersectionObserver(([entry]) => setIsInView(entry?.isIntersecting ?? false), {
      rootMargin: "300px",
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return [element, isInView];
}

/** Whether a media query holds of the page, followed. */
export function useMedia(query: string): boolean {
  const list = useMemo(() => matchMedia(query), [query]);
  const [holds, setHolds] = useState(list.matches);
  useEffect(() => {
    const onChange = () => setHolds(list.matches);
    onChange();
    list.addEventListener("change", onChange);
    return () => list.removeEventListener("change", onChange);
  }, [list]);
  return holds;
}

/** The time now, again and again: what is told by it stays true. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
