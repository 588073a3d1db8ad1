import type { LoggedTable, TableCell } from "../../protocol/run.ts";

/** What a page draws of a table; the file has the rest. */
const maxRows = 500;
const maxColumns = 100;
const maxText = 2_000;

/**
 * Reads what `mlflow.log_table` wrote: a data frame as JSON, its columns and its rows apart.
 *
 * @throws Error where the text is something else
 */
export function parseTable(text: string): LoggedTable {
  const { columns, data } = (JSON.parse(text) ?? {}) as { columns?: unknown; data?: unknown };
  if (!Array.isArray(columns) || !Array.isArray(data)) throw new Error("It has no columns and rows.");
  const shown = columns.slice(0, maxColumns);
  return {
    columns: shown.map(cellText),
    rows: data
      .slice(0, maxRows)
      .map((row: unknown) => shown.map((_, i) => cell(Array.isArray(row) ? row[i] : undefined))),
    total: data.length,
  };
}

/** A picture in a table is written as a file beside it, and stands in its cell by its path. */
function cell(value: unknown): TableCell {
  const { type, filepath } = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  return type === "image" && typeof filepath === "string" ? { image: filepath } : cellText(value);
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > maxText ? `${text.slice(0, maxText)}…` : text;
}

/** The tag in which `mlflow.log_table` keeps what it wrote: a list in JSON. Parquet is nothing to draw. */
export function tablesOf(tag: string | undefined): string[] {
  let entries: unknown;
  try {
    entries = JSON.parse(tag ?? "[]");
  } catch {
    // A tag is the user's.
    return [];
  }
  if (!Array.isArray(entries)) return [];
  const paths = entries.flatMap((entry: { path?: unknown; type?: unknown } | null) =>
    entry?.type === "table" && typeof entry.path === "string" && entry.path.endsWith(".json") ? [entry.path] : [],
  );
  return [...new Set(paths)];
}
