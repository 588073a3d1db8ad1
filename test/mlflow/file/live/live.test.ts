import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { openStoreHere } from "../../../../src/mlflow/open.ts";
import { type Change, type Store, type WatchScope } from "../../../../src/mlflow/store.ts";
import { madeFolder } from "../../madeFolder.ts";
import { experimentMeta, modelMeta, runMeta } from "../folderStore.ts";

function storeFiles(): string {
  const now = String(Date.now());
  return madeFolder({
    "0/meta.yaml": experimentMeta("0", "Default"),
    ".trash/": "",
    "7/meta.yaml": experimentMeta("7", "seven"),
    "7/running/meta.yaml": runMeta("7", "running", { start_time: now }),
    "7/running/metrics/loss": "1 0.5 1\n",
    "7/running/metrics/val/acc": "1 0.5 1\n",
    "7/running/params/": "",
    "7/running/tags/team": "red",
    "7/ended/meta.yaml": runMeta("7", "ended", { status: "3", start_time: now, end_time: now }),
    "7/ended/metrics/loss": "1 0.5 1\n",
    "7/ended/params/": "",
    "7/ended/tags/team": "red",
    "models/m/meta.yaml": modelMeta("m"),
  });
}

interface Watched {
  root: string;
  store: Store;
  /** Waits until a change is told that satisfies the condition. */
  told: (isIt: (change: Change) => boolean) => Promise<Change>;
  calls: Change[][];
}

async function watching(scope: WatchScope, body: (watched: Watched) => Promise<void>): Promise<void> {
  const root = storeFiles();
  const store = await openStoreHere(root);
  const calls: Change[][] = [];
  const waiting = new Set<() => void>();
  try {
    await store.watch(scope, (changes) => {
      calls.push(changes);
      for (const check of waiting) check();
    });
    const told = (isIt: (change: Change) => boolean) =>
      new Promise<Change>((resolve) => {
        const check = () => {
          const found = calls.flat().find(isIt);
          if (found === undefined) return;
          waiting.delete(check);
          resolve(found);
        };
        waiting.add(check);
        check();
      });
    await body({ root, store, told, calls });
  } finally {
    await store.close();
  }
}

const run = (runId: string) => (change: Change) => change.kind === "runs" && change.runIds?.includes(runId) === true;
const shown: WatchScope = { experimentIds: ["7"], runIds: ["ended"] };

describe("what another process writes is told while the store is watched", () => {
  const cases: { fact: string; write: (root: string) => void; isTold: (change: Change) => boolean }[] = [
    {
      fact: "a metric of a running run",
      write: (root) => appendFileSync(join(root, "7/running/metrics/loss"), "2 0.4 2\n"),
      isTold: run("running"),
    },
    {
      fact: "a metric with a slash",
      write: (root) => appendFileSync(join(root, "7/running/metrics/val/acc"), "2 0.4 2\n"),
      isTold: run("running"),
    },
    {
      fact: "a new metric",
      write: (root) => writeFileSync(join(root, "7/running/metrics/new"), "2 0.4 2\n"),
      isTold: run("running"),
    },
    {
      fact: "a tag of a run that is shown",
      write: (root) => writeFileSync(join(root, "7/ended/tags/team"), "tan"),
      isTold: run("ended"),
    },
    {
      fact: "a run's end",
      write: (root) => writeFileSync(join(root, "7/running/meta.yaml"), runMeta("7", "running", { status: "3" })),
      isTold: run("running"),
    },
    {
      fact: "a run that is gone",
      write: (root) => rmSync(join(root, "7/ended"), { recursive: true }),
      isTold: run("ended"),
    },
    {
      fact: "an experiment that was made",
      write: (root) => madeFolder({ "9/meta.yaml": experimentMeta("9", "nine") }, root),
      isTold: ({ kind }) => kind === "experiments",
    },
    {
      fact: "an experiment that was deleted",
      write: (root) => renameSync(join(root, "7"), join(root, ".trash/7")),
      isTold: ({ kind }) => kind === "experiments",
    },
    {
      fact: "an experiment's note",
      write: (root) => madeFolder({ "7/tags/mlflow.note.content": "x" }, root),
      isTold: ({ kind }) => kind === "experiments",
    },
    {
      fact: "a version of a model",
      write: (root) =>
        madeFolder(
          {
            "models/m/version-1/meta.yaml": "x: y\n",
            "models/m/meta.yaml": modelMeta("m", { last_updated_timestamp: "2" }),
          },
          root,
        ),
      isTold: (change) => change.kind === "models" && change.names?.includes("m") === true,
    },
  ];
  for (const { fact, write, isTold } of cases) {
    test(fact, () =>
      watching(shown, async ({ root, told }) => {
        write(root);
        assert.ok(await told(isTold));
      }),
    );
  }

  test("runs that are made one after the other, their metrics and their ends", () =>
    watching({ experimentIds: ["7"], runIds: [] }, async ({ root, store, told, calls }) => {
      for (const runId of ["a", "b", "c", "d", "e"]) {
        // As MLflow makes them: the folder first, a moment later what is in it.
        const folder = join(root, "7", runId);
        mkdirSync(folder);
        await new Promise(setImmediate);
        writeFileSync(join(folder, "meta.yaml"), runMeta("7", runId, { start_time: String(Date.now()) }));
        for (const name of ["metrics", "params", "artifacts", "tags"]) mkdirSync(join(folder, name));
        await told(run(runId));
        calls.length = 0;
        writeFileSync(join(folder, "metrics/m"), "1 0.5 1\n");
        await told(run(runId));
        assert.equal((await store.getRun(runId)).metrics.m?.value, 0.5);
        calls.length = 0;
        writeFileSync(join(folder, "meta.yaml"), runMeta("7", runId, { status: "3" }));
        await told(run(runId));
        assert.equal((await store.getRun(runId)).status, "FINISHED");
      }
    }));
});

test("what this store writes is told to those who watch, once", () =>
  watching(shown, async ({ store, told, calls }) => {
    await store.setTag("ended", "team", "tan");
    await told(run("ended"));
    assert.equal((await store.getRun("ended")).tags.team, "tan");
    assert.deepEqual(await store.refresh(), []);
    assert.equal(calls.flat().filter(run("ended")).length, 1);
  }));

test("a thousand points a second come in few calls, the last of them too", () =>
  watching(shown, async ({ root, store, told, calls }) => {
    const path = join(root, "7/running/metrics/loss");
    for (let i = 0; i < 1000; i++) {
      appendFileSync(path, `${i} 0.5 ${i}\n`);
      if (i % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await told(run("running"));
    while ((await store.getRun("running")).metrics.loss?.step !== 999) await new Promise(setImmediate);
    assert.ok(calls.length < 20, `${calls.length} calls`);
  }));

test("nothing is told after the watch has ended", async () => {
  const root = storeFiles();
  const store = await openStoreHere(root);
  let isTold = false;
  const stop = await store.watch(shown, () => (isTold = true));
  stop();
  writeFileSync(join(root, "7/ended/tags/team"), "tan");
  assert.deepEqual(await store.refresh([join(root, "7/ended/tags/team")]), [
    { kind: "runs", experimentId: "7", runIds: ["ended"] },
  ]);
  await store.close();
  assert.equal(isTold, false);
});

describe("refresh", () => {
  async function asked(body: (root: string, store: Store) => Promise<void>) {
    const root = storeFiles();
    const store = await openStoreHere(root);
    try {
      await store.searchRuns({ experimentIds: ["7"] });
      await store.refresh();
      await body(root, store);
    } finally {
      await store.close();
    }
  }

  test("answers nothing where nothing changed", () =>
    asked(async (_, store) => {
      assert.deepEqual(await store.refresh(), []);
      assert.deepEqual(await store.refresh([]), []);
    }));

  test("answers each change once, whoever noticed it first", () =>
    asked(async (root, store) => {
      appendFileSync(join(root, "7/running/metrics/loss"), "2 0.4 2\n");
      madeFolder({ "9/meta.yaml": experimentMeta("9", "nine"), "models/n/meta.yaml": modelMeta("n") }, root);
      await store.getRun("running");
      assert.deepEqual(await store.refresh(), [
        { kind: "experiments" },
        { kind: "runs", experimentId: "7", runIds: ["running"] },
        { kind: "models", names: ["n"] },
      ]);
      assert.deepEqual(await store.refresh(), []);
    }));

  test("of paths looks at what they belong to, and at nothing else", () =>
    asked(async (root, store) => {
      for (const runId of ["running", "ended"]) writeFileSync(join(root, "7", runId, "tags/team"), "blue");
      const paths = Array.from({ length: 2000 }, () => join(root, "7/ended/tags/team"));
      assert.deepEqual(await store.refresh(paths), [{ kind: "runs", experimentId: "7", runIds: ["ended"] }]);
      assert.deepEqual(await store.refresh([join(root, "7/running/tags/team")]), [
        { kind: "runs", experimentId: "7", runIds: ["running"] },
      ]);
    }));

  test("of paths finds new runs, deleted ones, traces and models", () =>
    asked(async (root, store) => {
      madeFolder({ "7/new/meta.yaml": runMeta("7", "new") }, root);
      rmSync(join(root, "7/ended"), { recursive: true });
      writeFileSync(join(root, "models/m/meta.yaml"), modelMeta("m", { description: "x" }));
      const paths = ["7/new/meta.yaml", "7/ended", "7/traces/tr-1/trace_info.yaml", "models/m/meta.yaml"];
      const changes = await store.refresh(paths.map((path) => join(root, path)));
      assert.deepEqual(
        changes.map(({ kind }) => kind),
        ["runs", "models", "traces"],
      );
      assert.ok(changes.some(run("new")) && changes.some(run("ended")));
    }));

  test("of paths outside the store answers nothing", () =>
    asked(async (root, store) => assert.deepEqual(await store.refresh([`${root}-other/7/x`, "/etc/passwd"]), [])));

  test("of a run whose experiment nobody asked for says that it changed", async () => {
    const root = storeFiles();
    const store = await openStoreHere(root);
    const path = join(root, "7/ended/meta.yaml");
    writeFileSync(path, readFileSync(path, "utf8"));
    assert.deepEqual(await store.refresh([path]), [{ kind: "runs", experimentId: "7", runIds: ["ended"] }]);
    await store.close();
  });
});
