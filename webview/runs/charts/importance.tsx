import * as l10n from "@vscode/l10n";
import { useMemo } from "preact/hooks";
import type { BetterWay } from "../../../src/protocol/betterWay.ts";
import type { ColumnId } from "../../../src/protocol/runs.ts";
import { Key } from "../../ui/values.tsx";
import { categoryStrength, rankCorrelation } from "./statistics.ts";
import { type ChartSource, useChartValues } from "./useChartData.ts";
import { chartState, placesOf } from "./valueCharts.tsx";

interface Importance {
  readonly id: ColumnId;
  readonly title: string;
  /** −1 to 1 for numbers; 0 to 1 for categories. */
  readonly value: number;
  readonly count: number;
  readonly isCategory: boolean;
  /** With what the metric is better, in words; empty where nobody said which way that is. */
  readonly better: string;
}

/** How strongly each parameter goes with a metric; which measure it is and how much it is worth stands beside it. */
export function ImportanceChart(props: {
  source: ChartSource;
  params: readonly ColumnId[];
  y: ColumnId;
  /** Which way the metric is better, where the user said so. */
  way: BetterWay | undefined;
}) {
  const { source, params, y, way } = props;
  const columns = useMemo(() => [y, ...params], [y, params]);
  const loaded = useChartValues(source, columns);
  const found = useMemo(() => {
    const values = loaded.value?.columns[y]?.numbers ?? new Float64Array();
    return params
      .flatMap((id): Importance[] => {
        const column = loaded.value?.columns[id];
        const { numbers, categories } = placesOf(column);
        const isCategory = categories !== undefined;
        const strength = isCategory ? categoryStrength(column?.texts ?? [], values) : rankCorrelation(numbers, values);
        if (strength === undefined) return [];
        const better =
          way === undefined
            ? ""
            : isCategory
              ? bestCategory(column?.texts ?? [], values, way)
              : direction(strength.value, way);
        return [{ id, title: source.titleOf(id), isCategory, better, ...strength }];
      })
      .sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  }, [loaded.value, params, y, way]);
  const state = chartState(loaded, () => found.length > 0);
  if (state !== undefined) return state;
  const runs = Math.max(...found.map(({ count }) => count));
  return (
    <div class="importance" tabIndex={0} role="group" aria-label={l10n.t("Parameter importance")}>
      <p class="dim">
        {l10n.t(
          "Rank correlation (Spearman) of each parameter with {0}; for parameters that are no numbers how much of the ranks their values explain (η). Of {1} runs, {2} may be chance.",
          source.titleOf(y),
          runs,
          chanceText(runs),
        )}
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">{l10n.t("Parameter")}</th>
            <th scope="col" class="number">
              {l10n.t("Strength")}
            </th>
            <th scope="col" />
            {way !== undefined && <th scope="col">{l10n.t("Better with")}</th>}
            <th scope="col" class="number">
              {l10n.t("Runs")}
            </th>
          </tr>
        </thead>
        <tbody>
          {found.map(({ id, title, value, count, isCategory, better }) => (
            <tr key={id}>
              <th scope="row">
                <Key name={title} />
              </th>
              <td class="number">{`${isCategory ? "η " : value > 0 ? "+" : ""}${value.toFixed(2)}`}</td>
              <td class="strength">
                <div class={value < 0 ? "negative" : ""} style={{ width: `${Math.abs(value) * 100}%` }} />
              </td>
              {way !== undefined && (
                <td>
                  <Key name={better} />
                </td>
              )}
              <td class="number">{count}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function direction(correlation: number, way: BetterWay): string {
  return correlation > 0 === (way === "higher") ? l10n.t("greater values") : l10n.t("smaller values");
}

/** The value with which the metric is best on average. */
function bestCategory(categories: readonly string[], values: ArrayLike<number>, way: BetterWay): string {
  const known = categories.flatMap((category, at) => {
    const value = values[at] ?? NaN;
    return category !== "" && Number.isFinite(value) ? [{ category, value }] : [];
  });
  const means = [...Map.groupBy(known, ({ category }) => category)].map(([category, of]) => {
    return { category, mean: of.reduce((sum, { value }) => sum + value, 0) / of.length };
  });
  const ordered = means.sort((a, b) => (way === "higher" ? b.mean - a.mean : a.mean - b.mean));
  return ordered[0]?.category ?? "";
}

/** What one in twenty pairs of unrelated values would reach. */
function chanceText(runs: number): string {
  const bound = Math.min(1, 1.96 / Math.sqrt(Math.max(1, runs - 1)));
  return l10n.t("anything below ±{0}", bound.toFixed(2));
}
