// A tracking server: what our client adds to the bare HTTP call.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { join } from "node:path";
import { python } from "../bootstrap/python.mjs";
import { root } from "../bootstrap/cache.mjs";
import { Trouble } from "../bootstrap/step.mjs";
import { defaults, sqliteExperimentId } from "./bigStore.mjs";
import { ofLimit } from "./table.mjs";
import { bigDatabase } from "./sqliteStore.mjs";

const warmUps = 10;
const calls = 30;

export async function* measureServer({ folder, runs }) {
  const file = await bigDatabase(folder, `sqlite-${runs}`, { ...defaults, runs, long: 1_000_000 });
  const { url, stop } = await startServer(file);
  try {
    const { openStore } = createRequire(import.meta.url)(join(root, "dist", "mlflow.cjs"));
    const store = await openStore(url);
    const body = JSON.stringify({ experiment_ids: [sqliteExperimentId], max_results: 100 });
    const bare = async () => {
      const answer = await fetch(`${url}/api/2.0/mlflow/runs/search`, {
        ...{ method: "POST", body, headers: { "Content-Type": "application/json" } },
      });
      const { runs: found } = await answer.json();
      return found.length;
    };
    const ours = async () =>
      (await store.searchRuns({ experimentIds: [sqliteExperimentId], maxResults: 100 })).runs.length;
    // The server's four workers load lazily: its first answers are several times slower.
    for (let call = 0; call < warmUps; call++) await bare();
    await ours();
    const figures = { lens: [], peer: [] };
    for (let call = 0; call < calls; call++) {
      figures.peer.push(await timed(bare));
      figures.lens.push(await timed(ours));
    }
    await store.close();
    yield ofLimit("first 100 rows, of the bare HTTP call", figures.lens, figures.peer, 1.2);
  } finally {
    stop();
  }
}

async function timed(ask) {
  const started = performance.now();
  if ((await ask()) !== 100) throw new Trouble("The server answered other than 100 runs.");
  return { ms: performance.now() - started };
}

async function startServer(file) {
  const port = await freePort();
  const server = spawn(
    python("3.17"),
    [
      "-m",
      "mlflow",
      "server",
      "--backend-store-uri",
      `sqlite:///${file}`,
      "--host",
      "127.0.0.1",
      "--port",
      String(port),
    ],
    { stdio: "ignore", detached: true },
  );
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + 120_000;
  while (
    !(await fetch(`${url}/health`).then(
      (answer) => answer.ok,
      () => false,
    ))
  ) {
    if (Date.now() > deadline) throw new Trouble("The MLflow server did not start within two minutes.");
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return { url, stop: () => process.kill(-server.pid, "SIGKILL") };
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
