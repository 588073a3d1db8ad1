// Following a training: how soon a change is told, what waiting costs, and what the training loses.
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { root } from "../bootstrap/cache.mjs";
import { python, pythonEnvironment } from "../bootstrap/python.mjs";
import { median } from "./measure.mjs";
import { below, told } from "./table.mjs";

const commits = 20;
const idleMs = 20_000;
/** Seconds of training, followed and not in turns. */
const seconds = 20;

export async function* measureLive({ folder }) {
  const { openStore } = createRequire(import.meta.url)(join(root, "dist", "mlflow.cjs"));
  for (const [kind, name, uri] of [
    ["file", "live", `file://${join(folder, "live")}`],
    ["sqlite", "live.db", `sqlite:///${join(folder, "live.db")}`],
  ]) {
    rmSync(join(folder, name), { recursive: true, force: true });
    const training = await startTraining(uri);
    const watch = (listener) => follow(openStore, uri, training, listener);
    yield below(`${kind}: commit to change event`, await commitToEvent(training, watch), 100, "ms");
    yield below(`${kind}: idle, of a core`, [await idle(watch)], 0.5, "%");
    const { lost, lostCpu, lags, costs } = await secondsOfTraining(training, watch);
    yield below(`${kind}: what a training loses that logs 1,000 metrics a second`, [lost], 2, "%");
    // What remains where no core is free for us: then the clock tells but that there are too few.
    yield told(`${kind}: the same of its processor time`, [lostCpu], "%");
    yield below(`${kind}: from its last commit to that value read`, lags, 100, "ms");
    yield told(`${kind}: what following it costs, of a core`, costs, "%");
    await training.end();
  }
}

/** Follows one run as a view does: reads it when it hears of a change, and again when it heard of another meanwhile. */
async function follow(openStore, uri, { experimentId, runId }, listener) {
  const store = await openStore(uri);
  let isReading = false;
  let isStale = false;
  async function read() {
    isStale = true;
    if (isReading) return;
    isReading = true;
    while (isStale) {
      isStale = false;
      const run = await store.getRun(runId);
      listener({ step: run.metrics.metric_0?.step, time: performance.timeOrigin + performance.now() });
    }
    isReading = false;
  }
  const told = [];
  const stop = await store.watch({ experimentIds: [experimentId], runIds: [runId] }, () => {
    told.push(performance.timeOrigin + performance.now());
    void read();
  });
  return {
    told,
    async end() {
      stop();
      while (isReading) await delay(5);
      await store.close();
    },
  };
}

async function commitToEvent(training, watch) {
  const { told, end } = await watch(() => undefined);
  const waits = [];
  for (let commit = 0; commit < commits; commit++) {
    const before = told.length;
    const [committed] = await training.ask("point");
    const deadline = Date.now() + 10_000;
    while (told.length === before && Date.now() < deadline) await delay(1);
    // The event may be here before the training's line.
    waits.push(Math.max(0, (told[before] ?? Infinity) - committed));
    await delay(300);
  }
  await end();
  return waits;
}

/** Per cent of a core that a process uses which watches a run that does nothing. */
async function idle(watch) {
  const { end } = await watch(() => undefined);
  await delay(2_000);
  const before = process.cpuUsage();
  await delay(idleMs);
  const { user, system } = process.cpuUsage(before);
  await end();
  return ((user + system) / 1000 / idleMs) * 100;
}

/** Seconds of the same training in turns: each that is followed against the one before it, which is not. */
async function secondsOfTraining(training, watch) {
  const ratios = [];
  const cpuRatios = [];
  const lags = [];
  const costs = [];
  await training.ask("second");
  for (let second = 0; second < seconds; second++) {
    const [alone, aloneCpu] = await training.ask("second");
    let seen = { step: -1, time: 0 };
    const { end } = await watch((now) => (seen = now));
    const before = process.cpuUsage();
    const [followed, followedCpu, lastStep, committed] = await training.ask("second");
    const { user, system } = process.cpuUsage(before);
    costs.push((user + system) / 10 / followed);
    const deadline = Date.now() + 10_000;
    while (seen.step !== lastStep && Date.now() < deadline) await delay(1);
    lags.push(seen.step === lastStep ? Math.max(0, seen.time - committed) : Infinity);
    await end();
    ratios.push(followed / alone);
    cpuRatios.push(followedCpu / aloneCpu);
  }
  const lost = (values) => (median(values) - 1) * 100;
  return { lost: lost(ratios), lostCpu: lost(cpuRatios), lags, costs };
}

async function startTraining(uri) {
  const child = spawn(python("3.17"), [join(import.meta.dirname, "training.py"), uri], {
    env: { ...process.env, ...pythonEnvironment },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => child.once("close", resolve));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const [experimentId, runId] = (await lines.next()).value.split(" ");
  return {
    experimentId,
    runId,
    async ask(line) {
      child.stdin.write(`${line}\n`);
      return (await lines.next()).value.split(" ").map(Number);
    },
    async end() {
      child.stdin.end();
      await ended;
    },
  };
}
