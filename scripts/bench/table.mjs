// The rows of the bench's table. What has no goal is only told.
import { best, median } from "./measure.mjs";

/** How many times quicker than the peer; holds at `atLeast` or more. */
export function timesFaster(name, lens, peer, atLeast) {
  const says = (kind) => `${(best(peer, kind) / best(lens, kind)).toFixed(1)} x`;
  const ratio = best(peer) / best(lens);
  const goal = atLeast === undefined ? {} : { goal: `${atLeast} x`, holds: ratio >= atLeast };
  return { name, lens, peer, ratio, says: says("ms"), saysCpu: says("cpu"), ...goal };
}

/** As a multiple of a limit; holds at `atMost` or less. */
export function ofLimit(name, lens, limit, atMost) {
  const multiple = (ratio) => (atMost >= 1 ? ratio.toFixed(2) : `1/${(1 / ratio).toFixed(1)}`);
  const ratio = best(lens) / best(limit);
  return {
    ...{ name, lens, peer: limit, ratio },
    ...{ says: multiple(ratio), saysCpu: multiple(best(lens, "cpu") / best(limit, "cpu")) },
    ...{ goal: `at most ${multiple(atMost).replace(/\.?0+$/, "")}`, holds: ratio <= atMost },
  };
}

/** As a part of what a peer takes, both by their medians: what a user waits for. */
export function ofPeer(name, lens, peer, atMost) {
  const [ours, theirs] = [lens, peer].map((figures) => median(figures.map(({ ms }) => ms)));
  const part = (ratio) => `1/${(1 / ratio).toFixed(1).replace(/\.0$/, "")}`;
  const says = `${part(ours / theirs)} (${figure(ours)} of ${figure(theirs)} ms)`;
  return {
    name,
    lens,
    peer,
    ratio: ours / theirs,
    says,
    goal: `at most ${part(atMost)}`,
    holds: ours / theirs <= atMost,
  };
}

/** A figure that is only told, by its median and its worst. */
export function told(name, values, unit) {
  const worst = values.length > 1 ? `, worst ${figure(Math.max(...values))}` : "";
  return { name, values, unit, says: `${figure(median(values))} ${unit}${worst}` };
}

/** A figure whose median must stay below another, in `unit`. */
export function below(name, values, most, unit) {
  return { ...told(name, values, unit), goal: `below ${most} ${unit}`, holds: median(values) < most };
}

/** A figure that may reach another at most, in `unit`. */
export function atMost(name, values, most, unit) {
  const goal = `at most ${most} ${unit}`.trimEnd();
  return { ...told(name, values, unit), goal, holds: median(values) <= most };
}

/** Prints rows: the best of both, the ratio by the clock and by processor time, what is to be reached, and whether it is. */
export function printTable(rows) {
  const cells = [
    ["", "", "Lens", "peer or limit", "seen", "by CPU", "to reach", ""],
    ...rows.map((row) => [
      row.part,
      row.name,
      ms(row.lens),
      ms(row.peer),
      row.says,
      row.saysCpu?.includes("NaN") === false ? row.saysCpu : "",
      row.goal ?? "",
      verdict(row),
    ]),
  ];
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  console.log();
  for (const row of cells) {
    const line = row.map((cell, column) => cell.padEnd(widths[column])).join("  ");
    console.log(`  ${line.trimEnd()}`);
  }
}

/** A row as it comes. */
export function printRow({ name, says, goal, holds }) {
  console.log(`  ${name}: ${says}${goal === undefined ? "" : ` (to reach: ${goal}) ${verdict({ holds })}`}`);
}

function verdict({ holds }) {
  if (holds === undefined) return "";
  return holds ? "holds" : "FALLS SHORT";
}

function ms(figures) {
  return figures === undefined ? "" : `${figure(best(figures))} ms`;
}

function figure(value) {
  return value < 10 ? value.toFixed(2) : Math.round(value).toLocaleString("en");
}
