import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { openStoreHere } from "../../../../src/mlflow/open.ts";
import { type Store } from "../../../../src/mlflow/store.ts";
import { madeFolder } from "../../madeFolder.ts";
import { experimentMeta, runMeta } from "../folderStore.ts";

// An answer is never older than its question, whatever was known before.

const meta = (changes = {}) => runMeta("7", "abc", { status: "3", ...changes });

function storeFiles(): string {
  const root = madeFolder({
    "7/meta.yaml": experimentMeta("7", "seven"),
    "7/abc/meta.yaml": meta(),
    "7/abc/params/lr": "0.1",
    "7/abc/tags/team": "red",
    "7/abc/metrics/loss": "1 0.5 1\n",
    "7/abc/metrics/val/acc": "1 0.5 1\n",
  });
  makeOld(root);
  return root;
}

/** Stamps of files that were written a moment ago are not trusted; these are an hour old. */
function makeOld(
  root: string,
  paths = [
    "meta.yaml",
    "params/lr",
    "tags/team",
    "metrics/loss",
    "metrics/val/acc",
    "metrics/val",
    "metrics",
    "params",
    "tags",
    "",
  ],
): void {
  const hourAgo = Date.now() / 1000 - 3600;
  for (const path of paths) utimesSync(join(root, "7/abc", path), hourAgo, hourAgo);
  utimesSync(join(root, "7"), hourAgo, hourAgo);
}

const changes: {
  fact: string;
  change: (run: string) => void;
  see: (store: Store) => Promise<unknown>;
  expected: unknown;
}[] = [
  {
    fact: "a metric that was logged",
    change: (run) => appendFileSync(join(run, "metrics/loss"), "2 0.25 2\n"),
    see: async (store) => (await store.getRun("abc")).metrics.loss?.value,
    expected: 0.25,
  },
  {
    fact: "a tag of the same length",
    change: (run) => writeFileSync(join(run, "tags/team"), "tan"),
    see: async (store) => (await runs(store))[0]?.tags.team,
    expected: "tan",
  },
  {
    fact: "a tag of the same length and the same time",
    change: (run) => {
      writeFileSync(join(run, "tags/new"), "1");
      writeFileSync(join(run, "tags/team"), "tan");
    },
    see: async (store) => (await runs(store))[0]?.tags,
    expected: { team: "tan", new: "1" },
  },
  {
    fact: "a tag that was deleted",
    change: (run) => rmSync(join(run, "tags/team")),
    see: async (store) => (await runs(store))[0]?.tags,
    expected: {},
  },
  {
    fact: "a metric in a folder within metrics/",
    change: (run) => writeFileSync(join(run, "metrics/val/f1"), "1 0.9 1\n"),
    see: async (store) => (await runs(store))[0]?.metrics["val/f1"]?.value,
    expected: 0.9,
  },
  {
    fact: "a run that ended",
    change: (run) => writeFileSync(join(run, "meta.yaml"), meta({ status: "4" })),
    see: async (store) => (await runs(store))[0]?.status,
    expected: "FAILED",
  },
  {
    fact: "a run that was deleted",
    change: (run) => writeFileSync(join(run, "meta.yaml"), meta({ lifecycle_stage: "deleted" })),
    see: async (store) => (await runs(store)).length,
    expected: 0,
  },
  {
    fact: "a run that is gone",
    change: (run) => rmSync(run, { recursive: true }),
    see: async (store) => (await runs(store)).length,
    expected: 0,
  },
  {
    fact: "a run that was moved out of the experiment",
    change: (run) => renameSync(run, join(run, "../../moved")),
    see: async (store) => store.countRuns({ experimentIds: ["7"] }),
    expected: 0,
  },
  {
    fact: "a run that was made",
    change: (run) => {
      mkdirSync(join(run, "../def"));
      writeFileSync(join(run, "../def/meta.yaml"), runMeta("7", "def"));
    },
    see: async (store) => (await runs(store)).length,
    expected: 2,
  },
  {
    fact: "inputs that were logged",
    change: (run) => {
      mkdirSync(join(run, "inputs/x"), { recursive: true });
      writeFileSync(join(run, "inputs/x/meta.yaml"), "source_id: m-1\nsource_type: MODEL\n");
    },
    see: async (store) => (await runs(store))[0]?.modelInputs,
    expected: [{ modelId: "m-1" }],
  },
  {
    fact: "what a filter asks for",
    change: (run) => writeFileSync(join(run, "params/lr"), "0.2"),
    see: async (store) => (await runs(store, "params.lr = '0.2'")).length,
    expected: 1,
  },
  {
    fact: "what a table shows",
    change: (run) => writeFileSync(join(run, "metrics/loss"), "1 0.125 1\n"),
    see: async (store) => {
      const { columns } = await store.runTable({ experimentIds: ["7"], columns: ["metrics.loss"] });
      return columns[0]?.kind === "number" && columns[0].values[0];
    },
    expected: 0.125,
  },
  {
    fact: "the keys in use",
    change: (run) => writeFileSync(join(run, "params/depth"), "3"),
    see: async (store) => (await store.runColumns({ experimentIds: ["7"] })).params,
    expected: ["depth", "lr"],
  },
];

async function runs(store: Store, filter?: string) {
  return (await store.searchRuns({ experimentIds: ["7"], filter })).runs;
}

/** All that may be kept of a run is kept. */
async function askAll(store: Store): Promise<void> {
  await runs(store, "params.lr = '0.1' and metrics.loss > 0");
  await store.runTable({ experimentIds: ["7"], columns: ["metrics.loss", "params.lr", "tags.team"] });
  await store.runColumns({ experimentIds: ["7"] });
  await store.getRun("abc");
}

describe("what another process wrote is in the next answer", () => {
  for (const { fact, change, see, expected } of changes) {
    test(fact, async () => {
      const root = storeFiles();
      const store = await openStoreHere(root);
      try {
        await askAll(store);
        change(join(root, "7/abc"));
        assert.deepEqual(await see(store), expected);
      } finally {
        await store.close();
      }
    });
  }
});

describe("what was written since the last session is in the first answer", () => {
  for (const { fact, change, see, expected } of changes) {
    test(fact, async () => {
      const root = storeFiles();
      const indexDir = madeFolder({});
      const first = await openStoreHere(root, { indexDir });
      await askAll(first);
      await first.close();
      change(join(root, "7/abc"));
      const second = await openStoreHere(root, { indexDir });
      try {
        assert.deepEqual(await see(second), expected);
      } finally {
        await second.close();
      }
    });
  }
});

test("a file that was changed within the same tick of the clock as it was read is read again", async () => {
  const root = storeFiles();
  const store = await openStoreHere(root);
  try {
    const path = join(root, "7/abc/tags/team");
    const now = Date.now() / 1000;
    utimesSync(path, now, now);
    assert.equal((await runs(store))[0]?.tags.team, "red");
    writeFileSync(path, "tan");
    utimesSync(path, now, now);
    assert.equal((await runs(store))[0]?.tags.team, "tan");
  } finally {
    await store.close();
  }
});

test("while a meta.yaml is being written the former answer stands, once it is written the new one", async () => {
  const root = storeFiles();
  const path = join(root, "7/abc/meta.yaml");
  const store = await openStoreHere(root);
  try {
    assert.equal((await runs(store))[0]?.status, "FINISHED");
    writeFileSync(path, "");
    assert.equal((await runs(store))[0]?.status, "FINISHED");
    writeFileSync(path, meta({ status: "5" }).slice(0, 40));
    assert.equal((await runs(store))[0]?.status, "FINISHED");
    writeFileSync(path, meta({ status: "5" }));
    assert.equal((await runs(store))[0]?.status, "KILLED");
  } finally {
    await store.close();
  }
});
