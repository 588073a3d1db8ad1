import * as l10n from "@vscode/l10n";
import type { XAxis } from "../../../src/mlflow/metrics.ts";
import { RunDot } from "../runColor.tsx";
import { NumberText } from "../values.tsx";
import { axisName, placeText } from "./axis.ts";
import type { LineSeries } from "./series.ts";

/** A table of more rows than these is for a spreadsheet. */
const maxRows = 1_000;

/** What a chart shows, as a table: a row for each x of any line, a column for each line. */
export function ChartTable(props: { title: string; series: readonly LineSeries[]; axis: XAxis }) {
  const { series, axis } = props;
  const places = [...new Set(series.flatMap(({ x, nans = [] }) => [...x, ...nans]))].sort((a, b) => a - b);
  const columns = series.map(
    ({ x, y, nans = [] }) =>
      new Map([
        ...Array.from(nans, (place) => [place, NaN] as const),
        ...Array.from(x, (place, i) => [place, y[i]!] as const),
      ]),
  );
  const shown = places.slice(0, maxRows);
  return (
    <div class="chart-table" tabIndex={0} role="group" aria-label={props.title}>
      <table>
        <thead>
          <tr>
            <th scope="col" class="number">
              {axisName(axis)}
            </th>
            {series.map(({ id, label, place }) => (
              <th key={id} scope="col" class="number">
                <RunDot place={place} /> {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((x) => (
            <tr key={x}>
              <th scope="row" class="number">
                {placeText(axis, x)}
              </th>
              {columns.map((column, i) => (
                <td key={series[i]!.id} class="number">
                  <NumberText value={column.get(x)} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < places.length && (
        <p class="dim">{l10n.t("The first {0} of {1} points that are drawn.", shown.length, places.length)}</p>
      )}
    </div>
  );
}
