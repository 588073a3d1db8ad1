import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { after } from "node:test";

const program = `
import os, sys
os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
import mlflow
mlflow.set_tracking_uri(sys.argv[1])
mlflow.set_experiment("live")
for line in sys.stdin:
    word, *rest = line.split()
    if word == "start":
        mlflow.start_run(run_name=rest[0])
    elif word == "metric":
        mlflow.log_metric(rest[0], float(rest[1]), step=int(rest[2]))
    elif word == "many":
        for step in range(int(rest[1]), int(rest[2])):
            mlflow.log_metric(rest[0], 1 / (1 + step), step=step)
    elif word == "param":
        mlflow.log_param(rest[0], rest[1])
    elif word == "rename":
        client = mlflow.MlflowClient()
        client.rename_experiment(client.get_experiment_by_name("live").experiment_id, rest[0])
    elif word == "end":
        mlflow.end_run()
    print("done", line.strip(), flush=True)
`;
const python = resolve(import.meta.dirname, "../../.cache/python/3.17/bin/python");

/**
 * Starts a real training that logs to the experiment "live" and goes on only when it is told to, so that what is on
 * screen can be compared after each step of it. It ends with the tests of the file.
 *
 * @param folder where it runs
 * @returns tells it to `start NAME`, `metric KEY VALUE STEP`, `many KEY FROM TO`, `param KEY VALUE`,
 *   `rename EXPERIMENT` or `end`, and resolves once it has done so
 */
export function startTraining(uri: string, folder: string): (line: string) => Promise<void> {
  const training = spawn(python, ["-c", program, uri], { cwd: folder, stdio: ["pipe", "pipe", "inherit"] });
  after(() => training.kill());
  const lines = createInterface({ input: training.stdout })[Symbol.asyncIterator]();
  return async (line) => {
    training.stdin.write(`${line}\n`);
    const { value } = await lines.next();
    assert.equal(value, `done ${line}`);
  };
}
