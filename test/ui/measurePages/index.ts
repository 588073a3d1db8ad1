// Measures our pages on a store for the bench, in turns with MLflow's own page on the same store, in the same browser:
//   node index.ts RESULTS.json QUESTION       (a QUESTION in JSON, see below)
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { openWorkbench } from "../workbench.ts";
import { installClock } from "./clock.ts";
import { drawnByLens, type LensPages, lensPages } from "./lensPages.ts";
import { drawnByMlflow, mlflowPages, type MlflowPages } from "./mlflowPages.ts";

/** What is asked for; figures of what is absent are not taken. */
export interface Question {
  /** A database, or the folder of a file store. */
  store: string;
  experiment: { id: string; name: string };
  rounds: number;
  /** The address of MLflow's server on the same store: then it takes turns. */
  mlflow?: string;
  scrolls?: boolean;
  /** The run whose chart is drawn, and the metric of it that is looked for. */
  chart?: { runId: string; runName: string; metric: string };
  /** So many of the newest runs are compared. */
  compares?: number;
}

const [results, asked] = process.argv.slice(2);
if (results === undefined || asked === undefined) throw new Error("Say where the results go, and what is asked.");
const question = JSON.parse(asked) as Question;

const workspace = mkdtempSync(join(tmpdir(), "lens-pages-"));
after(() => rmSync(workspace, { recursive: true, force: true }));
symlinkSync(question.store, join(workspace, question.store.endsWith(".db") ? "mlflow.db" : "mlruns"));
const bench = await openWorkbench({ workspace });
await installClock(bench.page.context(), drawnByLens(question));
const lens = lensPages(bench, question);
await lens.start();
const other = question.mlflow === undefined ? undefined : await bench.page.context().browser()!.newContext();
if (other !== undefined) await installClock(other, drawnByMlflow(question));
const mlflow = other && mlflowPages(await other.newPage(), question.mlflow!, question);

const { rounds, scrolls, chart, compares } = question;
const figures: Record<string, unknown> = {};
await take("firstRows", () => inTurns("firstRows"));
await take("work", () => times(rounds, () => lens.firstRowsWork()));
if (scrolls) await take("scroll", () => lens.scroll());
if (compares !== undefined) await take("compare", () => inTurns("compare"));
// Last: MLflow's server goes on with a metric of a million steps for minutes after its page was left.
if (chart !== undefined) await take("chart", () => inTurns("chart"));
await bench.close();

/** After each: what was measured is not lost when the rest fails. */
async function take(name: string, measure: () => Promise<unknown>): Promise<void> {
  figures[name] = await measure();
  writeFileSync(results!, JSON.stringify(figures));
}

type Measured = keyof LensPages & keyof MlflowPages;

/** Both take turns; the first turn of each warms up and is not counted. */
async function inTurns(name: Measured) {
  const all: { lens: unknown[]; mlflow: unknown[] } = { lens: [], mlflow: [] };
  for (let round = 0; round <= rounds; round++) {
    const ours = await lens[name]();
    const theirs = await mlflow?.[name]();
    if (round === 0) continue;
    all.lens.push(ours);
    if (theirs !== undefined) all.mlflow.push(theirs);
  }
  return all;
}

async function times<T>(count: number, measure: () => Promise<T>): Promise<T[]> {
  const all: T[] = [];
  for (let time = 0; time < count; time++) all.push(await measure());
  return all;
}
