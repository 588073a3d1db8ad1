// Numbers, times and sizes for the eye, the same in trees and on pages. `locale` is a BCP 47 tag, as VS Code's language is.

/** Making a formatter takes a hundred times as long as formatting with it: one of each kind is kept. */
function keeping<Options, Formatter>(
  make: (locale: string, options: Options) => Formatter,
): (locale: string, options: Options) => Formatter {
  const kept = new Map<string, Formatter>();
  return (locale, options) => {
    const key = locale + JSON.stringify(options);
    let formatter = kept.get(key);
    if (formatter === undefined) kept.set(key, (formatter = make(locale, options)));
    return formatter;
  };
}

/** As `new Intl.NumberFormat`; the options are few, and never made of what a store holds. */
export const numberFormat = keeping((locale, options: Intl.NumberFormatOptions) => {
  return new Intl.NumberFormat(locale, options);
});

/** As `new Intl.DateTimeFormat`, in the same way. */
export const timeFormat = keeping((locale, options: Intl.DateTimeFormatOptions) => {
  return new Intl.DateTimeFormat(locale, options);
});

/** Four significant digits, exponents for the very large and small; NaN and infinities by their signs. */
export function formatNumber(value: number, locale: string): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "-∞";
  const size = Math.abs(value);
  const isExtreme = size !== 0 && (size < 1e-4 || size >= 1e9);
  const notation = isExtreme ? "scientific" : "standard";
  // Whole numbers are counts, and a count is shown whole.
  const digits = Number.isInteger(value) && !isExtreme ? 15 : 4;
  return numberFormat(locale, { maximumSignificantDigits: digits, notation }).format(value);
}

export function formatCount(count: number, locale: string): string {
  return numberFormat(locale, {}).format(count);
}

export function formatTime(ms: number, locale: string): string {
  return timeFormat(locale, { dateStyle: "medium", timeStyle: "medium" }).format(ms);
}

const units = [
  ["year", 365 * 86_400_000],
  ["week", 7 * 86_400_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

/**
 * How long ago a time was, in its largest unit: "2h", or "now" for less than a minute. There are no months: their short
 * form is the minutes'.
 */
export function formatAge(ms: number, locale: string, now = Date.now()): string {
  const age = now - ms;
  const [unit, length] = units.find(([, unitLength]) => age >= unitLength) ?? [];
  if (unit === undefined) return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(0, "second");
  return formatUnit(Math.floor(age / length), unit, locale);
}

/** A span in its two largest units: "3m 12s", "850ms". */
export function formatDuration(ms: number, locale: string): string {
  if (ms < 1_000) return formatUnit(Math.max(0, Math.round(ms)), "millisecond", locale);
  if (ms < 60_000) return formatUnit(Math.round(ms / 100) / 10, "second", locale);
  const parts = [
    ["day", Math.floor(ms / 86_400_000)],
    ["hour", Math.floor(ms / 3_600_000) % 24],
    ["minute", Math.floor(ms / 60_000) % 60],
    ["second", Math.floor(ms / 1_000) % 60],
  ] as const;
  const first = parts.findIndex(([, count]) => count > 0);
  return parts
    .slice(first, first + 2)
    .filter(([, count]) => count > 0)
    .map(([unit, count]) => formatUnit(count, unit, locale))
    .join(" ");
}

/** 1 MB is 1,000,000 bytes, as VS Code counts them on a page. */
export function formatBytes(bytes: number, locale: string): string {
  const [unit, size] =
    (
      [
        ["gigabyte", 1e9],
        ["megabyte", 1e6],
        ["kilobyte", 1e3],
      ] as const
    ).find(([, unitSize]) => bytes >= unitSize) ?? (["byte", 1] as const);
  const unitDisplay = unit === "byte" ? "narrow" : "short";
  return numberFormat(locale, { style: "unit", unit, unitDisplay, maximumFractionDigits: 1 }).format(bytes / size);
}

function formatUnit(count: number, unit: string, locale: string): string {
  return numberFormat(locale, { style: "unit", unit, unitDisplay: "narrow" }).format(count);
}
