import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { dumps, loads } from "../../../src/mlflow/pythonJson.ts";
import { temporaryFolder } from "../../fixtures.ts";

/** What MLflow answered: a refusal of its own, or a failure of Python where it did not look. */
export type Answer = { answer: unknown } | { refusal: string; code: string } | { failure: string };

export interface Reference {
  /** One answer for each item of the request. */
  ask(request: object): Promise<Answer[]>;
  close(): Promise<void>;
}

/** MLflow 3.17's own search, in a Python process. */
export async function startReference(): Promise<Reference> {
  const root = join(import.meta.dirname, "../../..");
  const child = spawn(join(root, ".cache/python/3.17/bin/python"), [join(import.meta.dirname, "reference.py")], {
    cwd: temporaryFolder(),
    stdio: ["pipe", "pipe", "ignore"],
    env: { ...process.env, PYTHONWARNINGS: "ignore", MLFLOW_ALLOW_FILE_STORE: "true", PYTHONSAFEPATH: "1" },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const read = async (): Promise<unknown> => {
    const { value, done } = await lines.next();
    if (done) throw new Error("MLflow's process ended");
    return loads(value);
  };
  await read();
  return {
    async ask(request) {
      child.stdin.write(`${dumps(request)}\n`);
      return (await read()) as Answer[];
    },
    async close() {
      child.stdin.end();
      await once(child, "exit");
    },
  };
}
