import { median } from "./measure.mjs";

/** Prints the rows of one part: both medians, the ratio, the goal, and whether it holds. */
export function printTable(title, rows) {
  const cells = [
    [title, "Lens", "peer or limit", "seen", "goal", ""],
    ...rows.map(({ name, lens, peer, says, goal, holds }) => [
      name,
      ms(lens),
      ms(peer),
      says,
      goal ?? "",
      verdict(holds),
    ]),
  ];
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  console.log();
  for (const row of cells) {
    const line = row.map((cell, column) => cell.padEnd(widths[column])).join("  ");
    console.log(`  ${line.trimEnd()}`);
  }
}

function verdict(holds) {
  if (holds === undefined) return "";
  return holds ? "holds" : "FALLS SHORT";
}

function ms(values) {
  if (values.length === 0) return "";
  const value = median(values);
  return `${value < 10 ? value.toFixed(2) : Math.round(value).toLocaleString("en")} ms`;
}
