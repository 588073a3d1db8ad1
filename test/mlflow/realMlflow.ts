import { spawn } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { python, pythonEnvironment } from "../../scripts/bootstrap/python.mjs";
import type { Outcome } from "./contract/questions.ts";
import { decodeNumber } from "./oracle.ts";

const root = resolve(import.meta.dirname, "../..");

export type MlflowVersion = "3.17" | "2.22" | "1.30";

/** A call of MLflow's client, or a write of our interface, with its arguments (scripts/fixtures/answer.py). */
export type Call = readonly [name: string, ...args: unknown[]];

export interface RealMlflow {
  /** Does all in order and answers each. */
  ask(calls: readonly Call[]): Promise<Outcome[]>;
  close(): Promise<void>;
}

/**
 * The real MLflow on a store, in a Python process that lives until it is closed.
 *
 * @param folder where it is started: what MLflow makes without saying where, it makes there
 */
export async function startMlflow(version: MlflowVersion, uri: string, folder: string): Promise<RealMlflow> {
  const program = join(root, "scripts/fixtures/answer.py");
  const child = spawn(python(version), [program, uri], {
    cwd: folder,
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, ...pythonEnvironment, PYTHONHASHSEED: "0", LOGNAME: "ada", USER: "ada" },
  });
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (log = (log + text).slice(-10_000)));
  const exited = once(child, "exit");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const read = async (): Promise<unknown> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`MLflow ${version} ended:\n${log}`);
    return JSON.parse(value, decodeNumber);
  };
  await read();
  return {
    ask: async (calls) => {
      child.stdin.write(`${JSON.stringify(calls)}\n`);
      return (await read()) as Outcome[];
    },
    close: async () => {
      child.stdin.end();
      await exited;
    },
  };
}
