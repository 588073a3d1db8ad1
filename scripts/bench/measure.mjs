// How things are measured: each in a process of its own, those that are compared taking turns.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { node24 } from "../bootstrap/node.mjs";
import { python, pythonEnvironment } from "../bootstrap/python.mjs";
import { Trouble } from "../bootstrap/step.mjs";

const execute = promisify(execFile);
const here = import.meta.dirname;

/**
 * Runs a program that prints its figures as JSON on its last line: `ms` by the clock, `cpu` in milliseconds of
 * processor time, and a digest of its answer.
 */
export async function measured(program, args) {
  // What a peer in Python imports while it answers is compiled already, as it is for its users.
  const env = { ...process.env, ...pythonEnvironment };
  const { stdout } = await execute(program, args, { maxBuffer: 2 ** 26, env });
  return JSON.parse(stdout.trim().split("\n").at(-1));
}

/** Asks the core; see lens.mjs for questions and answers. */
export const askLens = (question) => measured(node24, [join(here, "lens.mjs"), JSON.stringify(question)]);

/** Asks the core for what a limit is compared with: without the start of our thread, which is no work on the store. */
export const askOpenLens = async (question) => {
  const { answered, answeredCpu } = await askLens(question);
  return { ms: answered, cpu: answeredCpu };
};

/** Asks MLflow's Python client; see mlflow_client.py. */
export const askMlflow = (question) =>
  measured(python("3.17"), [join(here, "mlflow_client.py"), JSON.stringify(question)]);

/** What SQLite itself needs; see limits.mjs. */
export const askSqlite = (name, file) => measured(node24, [join(here, "limits.mjs"), name, file]);

/**
 * Lets all take turns, `rounds` times, in this order.
 *
 * @param contenders by name; what each answers is a promise of its figures
 * @param before done before every turn
 * @returns the figures of each by its name
 * @throws Trouble when two answer differently: then there is nothing to compare
 */
export async function takeTurns(contenders, rounds, before = async () => undefined) {
  const figures = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  const answers = new Set();
  for (let round = 0; round < rounds; round++) {
    for (const [name, ask] of Object.entries(contenders)) {
      await before();
      const figure = await ask();
      figures[name].push(figure);
      if (figure.answer !== undefined) answers.add(figure.answer);
    }
  }
  if (answers.size > 1)
    throw new Trouble(`${Object.keys(contenders).join(" and ")} answered differently: there is nothing to compare.`);
  return figures;
}

/**
 * The best of all turns by the clock, and by processor time where it was counted: other work on the machine only adds.
 */
export function best(figures, kind = "ms") {
  return Math.min(...figures.map((figure) => figure[kind] ?? NaN));
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
