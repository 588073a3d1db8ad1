import { useMemo } from "preact/hooks";
import type { ChartValues, ColumnId, RunsHost } from "../../../src/protocol/runs.ts";
import type { Remote } from "../../ui/host.ts";
import { type Loaded, useLoaded } from "../../ui/hooks.ts";

/** What every chart of the pane is drawn from. */
export interface ChartSource {
  readonly host: Remote<RunsHost>;
  /** The runs that are selected; none: those that match. */
  readonly keys: readonly string[];
  /** Another one whenever what is drawn is stale. */
  readonly version: number;
  readonly titleOf: (column: ColumnId) => string;
}

/** Values of columns of the chart's runs, asked for again when runs, columns or the store change. */
export function useChartValues(
  { host, keys, version }: ChartSource,
  columns: readonly ColumnId[],
): Loaded<ChartValues> {
  const question = useMemo(() => JSON.stringify([keys, columns]), [keys, columns]);
  return useLoaded(() => host.chartValues([...keys], [...new Set(columns)]), [question, version]);
}
