// The answers: 20,000 searches a backend that nobody thought of, on stores that nobody wrote, beside the real MLflow's.
// They start somewhere else each time; the tests ask 2,000 from the same start. A difference goes to test/mlflow/fuzz/cases.ts.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "../bootstrap/cache.mjs";
import { node24 } from "../bootstrap/node.mjs";
import { pythonEnvironment } from "../bootstrap/python.mjs";

const searches = 20_000;

export async function* measureAnswers() {
  const seed = Date.now() % 1_000_000;
  for (const backend of ["file", "sqlite", "rest"]) {
    const { isGood, output } = await fuzz(backend, seed);
    if (!isGood) console.log(output);
    const [, differing = "some"] = /(\d+) of \d+ searches differ/.exec(output) ?? [];
    yield {
      name: `${searches.toLocaleString("en")} searches of ${backend} stores, from ${seed} on (STORE_FUZZ_SEED)`,
      says: isGood ? "all as MLflow" : `${differing} differ`,
      goal: "all",
      holds: isGood,
    };
  }
}

function fuzz(backend, seed) {
  const file = join(root, "test", "mlflow", "fuzz", `${backend}.live.test.ts`);
  const child = spawn(node24, ["--test", "--disable-warning=ExperimentalWarning", file], {
    cwd: root,
    env: { ...process.env, ...pythonEnvironment, STORE_FUZZ: String(searches), STORE_FUZZ_SEED: String(seed) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ isGood: code === 0, output }));
  });
}
