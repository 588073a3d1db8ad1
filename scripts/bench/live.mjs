// Following a training: how soon a change is told, what waiting costs, and what the training loses.
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { python } from "../bootstrap/python.mjs";
import { root } from "../bootstrap/cache.mjs";
import { below, median } from "./measure.mjs";

const commits = 20;
const idleMs = 20_000;
const busyMetrics = 4_000;

export async function measureLive({ folder, rounds }) {
  const { openStore } = createRequire(import.meta.url)(join(root, "dist", "mlflow.cjs"));
  const rows = [];
  for (const [kind, uri] of [
    ["file", `file://${join(folder, "live")}`],
    ["sqlite", `sqlite:///${join(folder, "live.db")}`],
  ]) {
    for (const old of ["live", "live.db"]) rmSync(join(folder, old), { recursive: true, force: true });
    rows.push(below(`${kind}: commit to change event`, await commitToEvent(openStore, uri), 100, "ms"));
    rows.push(below(`${kind}: idle, of a core`, [await idle(openStore, uri)], 0.5, "%"));
    rows.push(below(`${kind}: what a busy training loses`, [await slowdown(openStore, uri, rounds)], 2, "%"));
  }
  return rows;
}

/** Follows one run as a view does. */
async function follow(openStore, uri, { experimentId, runId }, listener) {
  const store = await openStore(uri);
  const stop = await store.watch({ experimentIds: [experimentId], runIds: [runId] }, listener);
  return async () => {
    stop();
    await store.close();
  };
}

async function commitToEvent(openStore, uri) {
  const training = await startTraining("paced", uri, commits, 300);
  const events = [];
  const end = await follow(openStore, uri, training, () => events.push(performance.timeOrigin + performance.now()));
  training.begin();
  const committed = await training.lines(commits);
  await delay(1_000);
  await end();
  await training.ended;
  return committed.map((time) =>
    Math.max(0, (events.find((event) => event >= Number(time) - 5) ?? Infinity) - Number(time)),
  );
}

/** Per cent of a core that a process uses which watches a run that does nothing. */
async function idle(openStore, uri) {
  const training = await startTraining("paced", uri, 1, 0);
  const end = await follow(openStore, uri, training, () => undefined);
  await delay(2_000);
  const before = process.cpuUsage();
  await delay(idleMs);
  const used = process.cpuUsage(before);
  await end();
  training.begin();
  await training.ended;
  return ((used.user + used.system) / 1000 / idleMs) * 100;
}

/** By how many per cent a training that logs as fast as it can takes longer while it is followed. */
async function slowdown(openStore, uri, rounds) {
  const seconds = { alone: [], followed: [] };
  const train = async (isFollowed) => {
    const training = await startTraining("busy", uri, busyMetrics, 1e9);
    const end = isFollowed ? await follow(openStore, uri, training, () => undefined) : undefined;
    training.begin();
    const [line] = await training.lines(1);
    await end?.();
    await training.ended;
    return Number(line.split(" ")[1]);
  };
  await train(false);
  for (let round = 0; round < Math.max(rounds, 5); round++) {
    seconds.alone.push(await train(false));
    seconds.followed.push(await train(true));
  }
  return (median(seconds.followed) / median(seconds.alone) - 1) * 100;
}

async function startTraining(mode, uri, count, pace) {
  const script = join(import.meta.dirname, "training.py");
  const child = spawn(python("3.17"), [script, mode, uri, String(count), String(pace)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => child.once("close", resolve));
  const output = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const lines = async (wanted) => {
    const read = [];
    while (read.length < wanted) read.push((await output.next()).value);
    return read;
  };
  const [first] = await lines(1);
  const [experimentId, runId] = first.split(" ");
  return { experimentId, runId, lines, ended, begin: () => child.stdin.end("\n") };
}
