/** A field of a CSV file (RFC 4180). What is no number and a spreadsheet would take for a formula is marked as text. */
function csvField(text: string): string {
  const isFormula = /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text));
  const safe = isFormula ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One line, with its end. */
export function csvLine(fields: readonly string[]): string {
  return `${fields.map(csvField).join(",")}\r\n`;
}

/** A table in Markdown; what a store holds is text, so what Markdown would read is escaped. */
export function markdownTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (fields: readonly string[]) =>
    `| ${fields.map((field) => field.replaceAll(/[\\|`*_<>[\]]/g, String.raw`\$&`).replaceAll(/\s+/g, " ")).join(" | ")} |`;
  return [line(heads), `| ${heads.map(() => "---").join(" | ")} |`, ...rows.map(line)].join("\n") + "\n";
}
