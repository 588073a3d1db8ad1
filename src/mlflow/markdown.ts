// Text of a store inside Markdown that we make: it stays text, whatever it holds.

const maxText = 120;
const maxNote = 1_500;

/** No markup of its own takes effect, and it stays on its line; long texts are cut. */
export function escapedLine(text: string): string {
  const line = text.slice(0, maxText).replaceAll(/\s+/g, " ") + (text.length > maxText ? "…" : "");
  return line.replaceAll(/[\\`*_{}[\]()#+\-.!|<>~&$:]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}

/** Two columns without a head; rows without a value are left out. */
export function markdownTable(rows: readonly (readonly [string, string | undefined])[]): string {
  const filled = rows.filter(([, value]) => value !== undefined && value !== "");
  if (filled.length === 0) return "";
  const lines = filled.map(([key, value]) => `| ${escapedLine(key)} | ${escapedLine(value ?? "")} |`);
  return ["| | |", "|:--|:--|", ...lines].join("\n");
}

/** A note is its writer's Markdown; pictures would be fetched from wherever they say, so they stay text. */
export function safeNote(note: string): string {
  return note.slice(0, maxNote).replaceAll("![", "!\\[") + (note.length > maxNote ? "…" : "");
}
