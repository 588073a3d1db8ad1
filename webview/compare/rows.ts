import * as l10n from "@vscode/l10n";
import { formatNumber, numberFormat } from "../../src/mlflow/format.ts";
import type { BetterWay } from "../../src/protocol/betterWay.ts";
import type { ComparedValues, MarkedRows, Mark, TextRow } from "../../src/protocol/compare.ts";
import { locale } from "../ui/host.ts";

/** What a cell shows. */
export interface Cell {
  text: string;
  /** The whole value, on hover. */
  title?: string;
  isNumber?: boolean;
  /** A number's difference from the baseline's: "+0.067 (+7.4 %)". */
  delta?: string;
  isBest?: boolean;
  mark?: Mark;
  /** Whether it is another than the baseline's. */
  isChanged?: boolean;
  opens?: "file" | "diff";
}

/** A line of the table. Cells are made when they are drawn: there may be many. */
export interface Row {
  key: string;
  label: string;
  differs: boolean;
  cell: (run: number) => Cell | null;
}

export function textRows(rows: readonly TextRow[], baseline: number): Row[] {
  return rows.map(({ key, cells, differs }) => {
    const base = cells[baseline] ?? null;
    return {
      key,
      label: key,
      differs,
      cell(run) {
        const text = cells[run] ?? null;
        if (text === null) return null;
        const isChanged = differs && run !== baseline && text !== base;
        return { text, title: text, isChanged, delta: isChanged ? delta(numberOf(text), numberOf(base)) : undefined };
      },
    };
  });
}

export function metricRows(
  { runs, metrics }: ComparedValues,
  baseline: number,
  better: Record<string, BetterWay>,
): Row[] {
  const { keys, differs, values, present, steps } = metrics;
  return keys.map((key, row) => {
    const first = row * runs.length;
    const valueOf = (run: number) => (present[first + run] ? values[first + run] : undefined);
    const base = valueOf(baseline);
    const best = bestOf(
      runs.map((_, run) => valueOf(run)),
      better[key],
    );
    return {
      key,
      label: key,
      differs: differs[row] ?? false,
      cell(run) {
        const value = valueOf(run);
        if (value === undefined) return null;
        const isOther = run !== baseline && !Object.is(value, base);
        return {
          text: formatNumber(value, locale),
          title: `${value}\n${l10n.t("step {0}", steps[first + run] ?? 0)}`,
          isNumber: true,
          isChanged: isOther,
          isBest: best !== undefined && value === best,
          delta: isOther ? delta(value, base) : undefined,
        };
      },
    };
  });
}

export function markedRows({ rows }: MarkedRows): Row[] {
  return rows.map(({ key, label, differs, cells }) => ({
    key,
    label: label ?? key,
    differs,
    cell: (run) => {
      const cell = cells[run] ?? null;
      return cell && { ...cell, isChanged: cell.mark !== undefined && cell.mark !== "same" };
    },
  }));
}

/** Rows that differ come first; among their like they keep their order. */
export function differentFirst(rows: readonly Row[]): Row[] {
  return [...rows.filter(({ differs }) => differs), ...rows.filter(({ differs }) => !differs)];
}

/** The best of a metric's values; `undefined` while nobody said which way is better, or where all are the same. */
function bestOf(values: readonly (number | undefined)[], way: BetterWay | undefined): number | undefined {
  const known = values.filter((value): value is number => value !== undefined && !Number.isNaN(value));
  if (way === undefined || known.length < 2 || known.every((value) => value === known[0])) return undefined;
  return way === "higher" ? Math.max(...known) : Math.min(...known);
}

/** A difference and its share of the baseline, which a baseline of 0 has none of. */
function delta(value: number | undefined, base: number | undefined): string | undefined {
  if (value === undefined || base === undefined) return undefined;
  const difference = value - base;
  if (!Number.isFinite(difference)) return undefined;
  const sign = difference > 0 ? "+" : "";
  const absolute = sign + formatNumber(Number(difference.toPrecision(12)), locale);
  if (base === 0) return absolute;
  const percent = numberFormat(locale, {
    style: "percent",
    maximumSignificantDigits: 3,
    signDisplay: "exceptZero",
  }).format(difference / Math.abs(base));
  return `${absolute} (${percent})`;
}

function numberOf(text: string | null): number | undefined {
  return text !== null && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
}
