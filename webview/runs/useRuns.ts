import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import type {
  RowSpan,
  RunsHost,
  RunsOpening,
  RunsRow,
  RunsRows,
  RunsState,
  RunsView,
} from "../../src/protocol/runs.ts";
import type { Remote } from "../ui/host.ts";
import { type WindowCache, windowCache } from "../ui/table/windowCache.ts";

/** What the page shows, and how it is changed. */
export interface Runs {
  readonly state: RunsState | undefined;
  readonly rows: RunsRows | undefined;
  /** Another one whenever what is drawn is stale. */
  readonly cache: WindowCache<RunsRow> | undefined;
  readonly error: Error | undefined;
  readonly isLoading: boolean;
  readonly setView: (change: Partial<RunsView>) => void;
  /** Asks for everything again. */
  readonly reload: () => void;
  readonly reloadRows: () => void;
}

/** The state and the rows of the page: asked for at first, after each change, and when the store changed. */
export function useRuns(host: Remote<RunsHost>): Runs {
  const [state, setState] = useState<RunsState>();
  const [rows, setRows] = useState<RunsRows>();
  const [error, setError] = useState<Error>();
  const [pending, setPending] = useState(0);
  const newest = useRef(0);

  const run = useCallback(async (ask: () => Promise<void>) => {
    setPending((count) => count + 1);
    try {
      await ask();
    } catch (failure) {
      setError(failure instanceof Error ? failure : new Error(String(failure)));
    } finally {
      setPending((count) => count - 1);
    }
  }, []);
  const loadRows = useCallback(async () => {
    const question = ++newest.current;
    const answer = await host.rows();
    if (question !== newest.current) return;
    setRows(answer);
    setError(undefined);
  }, []);
  const reload = useCallback(
    () =>
      void run(async () => {
        const [answer] = await Promise.all([host.state(), loadRows()]);
        isOpen.current = true;
        setState(answer);
      }),
    [],
  );
  /** Whether there is a state: rows alone are not drawn. */
  const isOpen = useRef(false);
  const reloadRows = useCallback(() => (isOpen.current ? void run(loadRows) : reload()), []);
  const setView = useCallback(
    (change: Partial<RunsView>) =>
      void run(async () => {
        const answer = await host.setView(change);
        setState(answer);
        await loadRows();
      }),
    [],
  );
  const first = useRef<RunsOpening>(undefined);
  useEffect(() => {
    void run(async () => {
      const question = ++newest.current;
      const answer = await host.open();
      // What the store told meanwhile has asked for all of it anew.
      if (question !== newest.current) return;
      isOpen.current = true;
      first.current = answer;
      setState(answer.state);
      setRows(answer.rows);
    });
  }, []);
  // Columns that read other values of a history are other columns.
  const columnsKey = JSON.stringify(state?.shown.map(({ id, aggregate, hasBars }) => [id, aggregate, hasBars]));
  const cache = useMemo(() => {
    if (rows === undefined) return undefined;
    const window = first.current?.rows === rows ? first.current.window : undefined;
    // Other columns are of another window.
    first.current = undefined;
    const ask = (span: RowSpan, columns: readonly string[]) => host.window(rows.version, span, [...columns]);
    return windowCache<RunsRow>(ask, rows.rowCount, window);
  }, [rows, columnsKey]);
  return { state, rows, cache, error, isLoading: pending > 0, setView, reload, reloadRows };
}
