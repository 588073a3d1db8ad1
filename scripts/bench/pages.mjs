// Our pages in the real VS Code, and MLflow's own page on the same database in the same browser, in turns.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { startServer } from "../../test/mlflow/rest/server.ts";
import { root } from "../bootstrap/cache.mjs";
import { bootstrapChromium } from "../bootstrap/chromium.mjs";
import { node24 } from "../bootstrap/node.mjs";
import { run } from "../bootstrap/step.mjs";
import { bootstrapVscode } from "../bootstrap/vscode.mjs";
import { defaults, fileExperimentId, sqliteExperimentId } from "./bigStore.mjs";
import { bigFolder } from "./fileStore.mjs";
import { bigDatabase, longRun } from "./sqliteStore.mjs";
import { atMost, below, ofPeer, told } from "./table.mjs";

const longSteps = 1_000_000;
const compared = 100;
/** Runs of a small store, by what the big one has. */
const small = 10;

export async function* measurePages({ folder, rounds, runs }) {
  await bootstrapVscode();
  await bootstrapChromium();
  const database = await bigDatabase(folder, `sqlite-${runs}`, { ...defaults, runs, long: longSteps });
  const few = await bigDatabase(folder, `sqlite-${runs / small}`, { ...defaults, runs: runs / small });
  const many = await bigDatabase(folder, `sqlite-${runs * 10}`, { ...defaults, runs: runs * 10, steps: 1 });
  const filesOf = (count) => bigFolder(folder, `file-${count}`, { ...defaults, runs: count });

  for (const [name, store] of [
    [`files, ${runs / small} runs`, await filesOf(runs / small)],
    [`files, ${runs} runs`, await filesOf(runs)],
    [`database, ${runs / small} runs`, few],
  ]) {
    yield* firstRows(name, await ask({ store, rounds }, folder));
  }
  const name = `database, ${runs} runs`;
  const chart = { runName: `run-${runs - 1}`, runId: await longRun(database), metric: "long" };
  const figures = await withMlflow({ store: database, rounds, chart, compares: compared }, folder);
  yield* firstRows(name, figures);
  const { chart: charts, compare } = figures;
  yield ofPeer("click on Charts to the line of 1,000,000 steps", wait(charts.lens), wait(charts.mlflow), 1 / 10);
  yield told("  the same from the click on the run", from(charts.lens, "fromRun"), "ms");
  yield ofPeer(`Compare of ${compared} runs to their table`, wait(compare.lens), wait(compare.mlflow), 1 / 5);
  yield told("  of it until VS Code began with the page", from(compare.lens, "untilDocument"), "ms");

  const ofMany = `database, ${runs * 10} runs`;
  const { scroll, ...more } = await withMlflow({ store: many, rounds, scrolls: true }, folder);
  yield* firstRows(ofMany, more);
  yield below(
    `own work of the first rows, ${ofMany}`,
    more.work.map(({ host = 0, page }) => host + page.ms),
    100,
    "ms",
  );
  const gaps = scroll.times.slice(1).map((time, index) => time - scroll.times[index]);
  yield told(`a frame while scrolling ${runs * 10} runs`, gaps, "ms");
  yield atMost("script in a frame while scrolling", [scroll.script.ms / scroll.times.length], 4, "ms");
  yield atMost("frames with a blank row", [scroll.blank.length], 0, "");
  yield told("messages to the page while scrolling, a second", [rate(scroll)], "kB");
}

function* firstRows(name, { firstRows: { lens, mlflow }, work }) {
  const title = `click to the first rows, ${name}`;
  // MLflow is measured from its address, as its page was when the goal was set: its own click within the page is told.
  if (mlflow.length > 0) yield ofPeer(title, wait(lens), wait(mlflow), 1 / 5);
  else yield told(title, from(lens, "ms"), "ms");
  yield told("  of it until VS Code began with the page", from(lens, "untilDocument"), "ms");
  if (mlflow.length > 0) yield told("  MLflow's from a click within its page", from(mlflow, "fromClick"), "ms");
  yield told("  messages to the page", from(lens, "bytes").map(inKilobytes), "kB");
  yield told(
    "  work of the page's scripts",
    work.map(({ page }) => page.ms),
    "ms",
  );
  if (work[0].host !== undefined) yield told("  work of the extension host, stores included", from(work, "host"), "ms");
}

const from = (figures, name) => figures.map((figure) => figure[name]);
const wait = (figures) => figures.map(({ ms }) => ({ ms }));
const inKilobytes = (bytes) => bytes / 1000;
const rate = ({ bytes, times }) => bytes / (times.at(-1) - times[0]);

async function withMlflow(question, folder) {
  const artifacts = mkdtempSync(join(folder, "artifacts-"));
  const { url, stop } = await startServer("3.17", {
    ...{ backend: `sqlite:///${question.store}`, artifacts },
    // As many as it starts by itself.
    args: ["--workers", "4"],
  });
  try {
    return await ask({ ...question, mlflow: url }, folder);
  } finally {
    await stop();
    rmSync(artifacts, { recursive: true });
  }
}

/** In a process of its own; see test/ui/measurePages. */
async function ask(question, folder) {
  const results = join(folder, "pages.json");
  const id = question.store.endsWith(".db") ? sqliteExperimentId : fileExperimentId;
  const program = join(root, "test", "ui", "measurePages", "index.ts");
  const asked = JSON.stringify({ ...question, experiment: { id, name: "big" } });
  await run(node24, ["--disable-warning=ExperimentalWarning", program, results, asked], { quiet: true });
  return JSON.parse(readFileSync(results, "utf8"));
}
