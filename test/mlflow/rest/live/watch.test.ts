import assert from "node:assert/strict";
import { once, EventEmitter } from "node:events";
import { describe, it, type TestContext } from "node:test";
import { watching, withoutDoubles } from "../../../../src/mlflow/rest/live/watch.ts";
import { type Change } from "../../../../src/mlflow/store.ts";
import { type FakeRun, getRun, searchRuns } from "../fakeRuns.ts";
import { type FakeServer, fakeServer, openFake, version } from "../fakeServer.ts";

const search = "/api/2.0/mlflow/runs/search";

/** A server with runs that the test changes, and a store that looks at it every 20 ms. */
async function open(test: TestContext, runs: FakeRun[]) {
  const server = await fakeServer(test, {
    ...version("3.17.2"),
    [search]: searchRuns(runs),
    "/api/2.0/mlflow/runs/get": getRun(runs),
    "/api/2.0/mlflow/registered-models/search": () => ({}),
    "/api/2.0/mlflow/runs/set-tag": () => ({}),
  });
  const store = await openFake(test, server.url, { pollMs: 20 });
  const events = new EventEmitter();
  const listener = (changes: Change[]) => void events.emit("changes", changes);
  const next = async () => ((await once(events, "changes")) as [Change[]])[0];
  return { server, store, listener, next };
}

async function nextLook(server: FakeServer): Promise<void> {
  const count = server.at(search).length;
  while (server.at(search).length === count) await new Promise((resolve) => setImmediate(resolve));
}

describe("a watched server", () => {
  it("tells of a new run, of its end and of its removal", async (test) => {
    const runs: FakeRun[] = [{ id: "a" }];
    const { store, listener, next } = await open(test, runs);
    const stop = await store.watch({ experimentIds: ["1"], runIds: [] }, listener);
    const added: FakeRun = { id: "b", status: "RUNNING" };
    runs.unshift(added);
    assert.deepEqual(await next(), [{ kind: "runs", experimentId: "1", runIds: ["b"] }]);
    added.status = "FINISHED";
    assert.deepEqual(await next(), [{ kind: "runs", experimentId: "1", runIds: ["b"] }]);
    added.deleted = true;
    assert.deepEqual(await next(), [{ kind: "runs", experimentId: "1", runIds: ["b"] }]);
    stop();
  });

  it("tells of shown runs that are not among the newest, while they run", async (test) => {
    const old: FakeRun = { id: "old", status: "RUNNING" };
    const runs = [...Array.from({ length: 30 }, (_, i): FakeRun => ({ id: `r${i}` })), old];
    const { store, listener, next } = await open(test, runs);
    const stop = await store.watch({ experimentIds: ["1"], runIds: ["old", "r29", "r28", "r27", "r26"] }, listener);
    old.x = "changed";
    assert.deepEqual(await next(), [{ kind: "runs", experimentId: "1", runIds: ["old"] }]);
    stop();
  });

  it("tells of what changed between a read and the first look", async (test) => {
    const run: FakeRun = { id: "a", status: "RUNNING" };
    const { store, listener, next } = await open(test, [run]);
    await store.searchRuns({ experimentIds: ["1"] });
    run.status = "FAILED";
    const told = next();
    const stop = await store.watch({ experimentIds: ["1"], runIds: ["a"] }, listener);
    assert.deepEqual(await told, [{ kind: "runs", experimentId: "1", runIds: ["a"] }]);
    stop();
  });

  it("tells others of what a read or a write of one found", async (test) => {
    const run: FakeRun = { id: "a" };
    const { store, listener, next } = await open(test, [run]);
    const stop = await store.watch({ experimentIds: ["1"], runIds: [] }, listener);
    run.x = "changed";
    let told = next();
    await store.searchRuns({ experimentIds: ["1"] });
    assert.deepEqual(await told, [{ kind: "runs", experimentId: "1", runIds: ["a"] }]);
    told = next();
    await store.setTag("a", "k", "v");
    assert.deepEqual(await told, [{ kind: "runs", experimentId: "1", runIds: ["a"] }]);
    stop();
  });

  it("is not asked anything once nobody watches", async (test) => {
    const { server, store, listener } = await open(test, [{ id: "a" }]);
    const stop = await store.watch({ experimentIds: ["1"], runIds: [] }, listener);
    await nextLook(server);
    await nextLook(server);
    stop();
    await store.getExperimentByName("x").catch(() => {});
    const { length } = server.received;
    test.mock.timers.enable({ apis: ["setTimeout"] });
    test.mock.timers.tick(60_000);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(server.received.length, length);
  });

  it("tells what changed since the last look, when it is refreshed", async (test) => {
    const runs: FakeRun[] = [{ id: "a" }];
    const { store } = await open(test, runs);
    await store.searchRuns({ experimentIds: ["1"] });
    assert.deepEqual(await store.refresh(), []);
    runs.push({ id: "b" });
    assert.deepEqual(await store.refresh(), [{ kind: "runs", experimentId: "1", runIds: ["b"] }]);
    assert.deepEqual(await store.refresh(), []);
  });
});

describe("looking", () => {
  it("goes on after a failure, later and later, and as before once it succeeds", async (test) => {
    test.mock.timers.enable({ apis: ["setTimeout"] });
    let failures = 3;
    let looks = 0;
    const watch = watching(async () => {
      looks++;
      if (failures-- > 0) throw new Error("unreachable");
      return [];
    }, 1_000);
    const settle = () => new Promise((resolve) => setImmediate(resolve));
    const stop = await watch.watch({ experimentIds: [], runIds: [] }, () => {});
    for (const [waitMs, expected] of [
      [2_000, 2],
      [4_000, 3],
      [8_000, 4],
      [1_000, 5],
    ] as const) {
      test.mock.timers.tick(waitMs - 1);
      await settle();
      assert.equal(looks, expected - 1);
      test.mock.timers.tick(1);
      await settle();
      assert.equal(looks, expected);
    }
    stop();
  });

  it("tells a listener at most every 100 ms, all at once", async (test) => {
    test.mock.timers.enable({ apis: ["setTimeout"] });
    const watch = watching(async () => [], 60_000);
    const told: Change[][] = [];
    await watch.watch({ experimentIds: [], runIds: [] }, (changes) => void told.push(changes));
    watch.tell([{ kind: "experiments" }]);
    test.mock.timers.tick(1);
    for (const name of ["a", "b"]) watch.tell([{ kind: "models", names: [name] }, { kind: "experiments" }]);
    test.mock.timers.tick(50);
    assert.equal(told.length, 1);
    test.mock.timers.tick(100);
    assert.deepEqual(told, [
      [{ kind: "experiments" }],
      [{ kind: "models", names: ["a", "b"] }, { kind: "experiments" }],
    ]);
    watch.close();
  });
});

describe("changes without doubles", () => {
  it("are one for each experiment, and all of it where one names no run", () => {
    const runs = (experimentId: string, runIds?: string[]): Change => ({ kind: "runs", experimentId, runIds });
    assert.deepEqual(withoutDoubles([runs("1", ["a"]), runs("2", ["b"]), runs("1", ["c", "a"])]), [
      runs("1", ["a", "c"]),
      runs("2", ["b"]),
    ]);
    assert.deepEqual(withoutDoubles([runs("1", ["a"]), runs("1")]), [{ kind: "runs", experimentId: "1" }]);
    assert.deepEqual(withoutDoubles([{ kind: "models", names: ["a"] }, { kind: "models" }]), [{ kind: "models" }]);
  });
});
