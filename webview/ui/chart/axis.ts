import * as l10n from "@vscode/l10n";
import { formatDuration, formatNumber, formatTime, numberFormat, timeFormat } from "../../../src/mlflow/format.ts";
import type { XAxis } from "../../../src/mlflow/metrics.ts";
import { locale } from "../host.ts";
import { day, minute } from "./ticks.ts";

/** What an axis is called. */
export function axisName(axis: XAxis): string {
  if (axis === "step") return l10n.t("Step");
  return axis === "relative" ? l10n.t("Time Since Start") : l10n.t("Time");
}

/** A tick's label, as exact as the distance to the next one asks for. */
export function tickText(axis: XAxis, value: number, step: number): string {
  if (axis === "relative") return value === 0 ? "0" : formatDuration(value, locale);
  if (axis === "step") return numberFormat(locale, step >= 1_000 ? compact : {}).format(value);
  const options: Intl.DateTimeFormatOptions =
    step >= day
      ? { month: "short", day: "numeric" }
      : { hour: "numeric", minute: "2-digit", second: step < minute ? "2-digit" : undefined };
  return timeFormat(locale, options).format(value);
}

const compact: Intl.NumberFormatOptions = { notation: "compact", maximumFractionDigits: 3 };

/** A place on an axis in words. */
export function placeText(axis: XAxis, x: number): string {
  if (axis === "relative") return formatDuration(x, locale);
  return axis === "wall" ? formatTime(x, locale) : numberFormat(locale, {}).format(x);
}

/** A value beside an axis; infinities and NaN are themselves. */
export function valueText(value: number): string {
  return formatNumber(value, locale);
}
