// How things are measured: each in a process of its own, two that are compared taking turns.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { node24 } from "../bootstrap/node.mjs";
import { python } from "../bootstrap/python.mjs";
import { Trouble } from "../bootstrap/step.mjs";

const execute = promisify(execFile);
const here = import.meta.dirname;

/** Runs a program that prints its figures as JSON on its last line. */
export async function measured(program, args) {
  const { stdout } = await execute(program, args, { maxBuffer: 2 ** 26 });
  return JSON.parse(stdout.trim().split("\n").at(-1));
}

/** Asks the core; see lens.mjs for questions and answers. */
export const askLens = (question) => measured(node24, [join(here, "lens.mjs"), JSON.stringify(question)]);

/** Asks MLflow's Python client; see mlflow_client.py. */
export const askMlflow = (question) =>
  measured(python("3.17"), [join(here, "mlflow_client.py"), JSON.stringify(question)]);

/** What SQLite itself needs; see limits.mjs. */
export const askSqlite = (name, file) => measured(node24, [join(here, "limits.mjs"), name, file]);

/**
 * Lets both take turns, `rounds` times; a first turn of ours, which is not counted, warms the disk's cache.
 *
 * @param before done before every turn
 * @returns all figures in milliseconds
 * @throws Trouble when the two answer differently: then there is nothing to compare
 */
export async function sideBySide({ lens, peer, rounds, warm = true, before = async () => undefined }) {
  const figures = { lens: [], peer: [] };
  if (warm) await lens();
  for (let round = 0; round < rounds; round++) {
    await before();
    const theirs = await peer();
    await before();
    const ours = await lens();
    if (theirs.answer !== undefined && ours.answer !== undefined && theirs.answer !== ours.answer)
      throw new Trouble("The two answered differently: there is nothing to compare.");
    figures.lens.push(ours.ms);
    figures.peer.push(theirs.ms);
  }
  return figures;
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** A row of the table: how many times quicker than the peer; holds at `atLeast` or more. */
export function timesFaster(name, { lens, peer }, atLeast) {
  const ratio = median(peer) / median(lens);
  return { name, lens, peer, ratio, goal: `${atLeast} x`, says: `${ratio.toFixed(1)} x`, holds: ratio >= atLeast };
}

/** A row of the table: as a multiple of a limit; holds at `atMost` or less. */
export function ofLimit(name, { lens, peer }, atMost) {
  const ratio = median(lens) / median(peer);
  const goal = `at most ${atMost >= 1 ? atMost : `1/${Math.round(1 / atMost)}`}`;
  return {
    name,
    lens,
    peer,
    ratio,
    goal,
    says: atMost >= 1 ? ratio.toFixed(2) : `1/${(1 / ratio).toFixed(1)}`,
    holds: ratio <= atMost,
  };
}

/** A row of the table without a goal: a figure that is only told. */
export function told(name, values, unit) {
  const says = `${figure(median(values))} ${unit}, worst ${figure(Math.max(...values))}`;
  return { name, lens: [], peer: [], values, unit, says };
}

/** A row of the table: a figure whose median must stay below another, in `unit`. */
export function below(name, values, most, unit) {
  return { ...told(name, values, unit), goal: `below ${most} ${unit}`, holds: median(values) < most };
}

function figure(value) {
  return value < 10 ? value.toFixed(2) : Math.round(value).toLocaleString("en");
}
