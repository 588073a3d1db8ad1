// A tracking server: what our client adds to the bare HTTP call.
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { startServer } from "../../test/mlflow/rest/server.ts";
import { root } from "../bootstrap/cache.mjs";
import { Trouble } from "../bootstrap/step.mjs";
import { defaults, sqliteExperimentId } from "./bigStore.mjs";
import { bigDatabase } from "./sqliteStore.mjs";
import { ofLimit } from "./table.mjs";

const warmUps = 5;
const calls = 20;

export async function* measureServer({ folder, runs }) {
  const file = await bigDatabase(folder, `sqlite-${runs}`, { ...defaults, runs, long: 1_000_000 });
  const artifacts = mkdtempSync(join(folder, "artifacts-"));
  const { url, stop } = await startServer("3.17", { backend: `sqlite:///${file}`, artifacts });
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
    // The server loads lazily: its first answers are several times slower.
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
    await stop();
    rmSync(artifacts, { recursive: true });
  }
}

async function timed(ask) {
  const started = performance.now();
  if ((await ask()) !== 100) throw new Trouble("The server answered other than 100 runs.");
  return { ms: performance.now() - started };
}
