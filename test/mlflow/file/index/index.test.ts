import assert from "node:assert/strict";
import { readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { type ExperimentFolder, findExperimentFolders } from "../../../../src/mlflow/file/context.ts";
import { openIndex } from "../../../../src/mlflow/file/index/indexFile.ts";
import { runEntity } from "../../../../src/mlflow/file/runs/entity.ts";
import { lookAtDetails, lookAtMetas } from "../../../../src/mlflow/file/runs/look/look.ts";
import { runsOf } from "../../../../src/mlflow/file/runs/match.ts";
import { createRunsState, type RunsState, tableOf } from "../../../../src/mlflow/file/runs/state.ts";
import { type RunsTable } from "../../../../src/mlflow/file/runs/table/table.ts";
import { openStoreHere } from "../../../../src/mlflow/open.ts";
import { contentsOf } from "../../folderContents.ts";
import { madeFolder } from "../../madeFolder.ts";
import { experimentMeta, folderStore, runMeta } from "../folderStore.ts";

const runCount = 5;

function storeFiles(): Record<string, string> {
  const files: Record<string, string> = {
    "7/meta.yaml": experimentMeta("7", "seven"),
    "8/meta.yaml": experimentMeta("8", "eight"),
    "8/only/meta.yaml": runMeta("8", "only"),
  };
  for (let i = 0; i < runCount; i++) {
    const run = `7/r${i}`;
    files[`${run}/meta.yaml`] = runMeta("7", `r${i}`, {
      run_name: `Läufer ${i}`,
      status: "3",
      start_time: String(1000 + i),
    });
    files[`${run}/params/a/b`] = `ü${i}`;
    files[`${run}/tags/same`] = "same";
    files[`${run}/tags/long`] = "x".repeat(10_000);
    files[`${run}/metrics/m`] = `1 ${i / 3} 2\n1 nan 1\n`;
    files[`${run}/outputs/m-1/meta.yaml`] = "destination_id: m-1\ndestination_type: MODEL_OUTPUT\nstep: 3\n";
  }
  files["7/r0/metrics/bad"] = "1 2 3 4\n";
  files["7/stray/file"] = "";
  return files;
}

async function known(state: RunsState, experimentId: string): Promise<RunsTable> {
  const table = tableOf(state, findExperimentFolders(state.context, experimentId)[0] as ExperimentFolder);
  await lookAtMetas(table, state.reader);
  await lookAtDetails(table, runsOf(table), state.reader);
  return table;
}

function runsIn(state: RunsState, table: RunsTable) {
  return runsOf(table).map((row) => runEntity(table, row, state.datasets));
}

test("what was known of an experiment is known again", async () => {
  const store = folderStore(storeFiles());
  const indexDir = madeFolder({});
  const state = createRunsState(store);
  const table = await known(state, "7");
  openIndex(indexDir, store.root).save([table]);
  const loaded = openIndex(indexDir, store.root).load(table.folder);
  assert.ok(loaded);
  assert.deepEqual(runsIn(state, loaded), runsIn(state, table));
  assert.equal(loaded.metrics.length, runCount);
  state.reader.close();
});

test("each experiment is a section of its own, and stays when others are saved", async () => {
  const store = folderStore(storeFiles());
  const indexDir = madeFolder({});
  const state = createRunsState(store);
  const seven = await known(state, "7");
  openIndex(indexDir, store.root).save([seven]);
  const eight = await known(state, "8");
  openIndex(indexDir, store.root).save([eight]);
  const index = openIndex(indexDir, store.root);
  assert.deepEqual(index.folders().sort(), ["7", "8"]);
  assert.deepEqual(runsIn(state, index.load(seven.folder)!), runsIn(state, seven));
  rmSync(join(store.root, "7"), { recursive: true });
  index.save([]);
  assert.deepEqual(openIndex(indexDir, store.root).folders(), ["8"]);
  state.reader.close();
});

test("runs that are gone and texts that are no longer used leave the index", async () => {
  const store = folderStore(storeFiles());
  const indexDir = madeFolder({});
  const state = createRunsState(store);
  const table = await known(state, "7");
  rmSync(join(store.root, "7/r1"), { recursive: true });
  writeFileSync(join(store.root, "7/r2/tags/same"), "another");
  await known(state, "7");
  openIndex(indexDir, store.root).save([table]);
  const loaded = openIndex(indexDir, store.root).load(table.folder)!;
  assert.ok(!loaded.names.includes("r1"));
  assert.deepEqual(runsIn(state, loaded), runsIn(state, table));
  const bytes = readFileSync(indexPath(indexDir), "utf8");
  assert.ok(bytes.includes("another") && !bytes.includes("Läufer 1"));
  state.reader.close();
});

function indexPath(indexDir: string): string {
  const [name, ...others] = readdirSync(indexDir);
  assert.equal(others.length, 0);
  return join(indexDir, name!);
}

describe("an index that cannot be used is none", () => {
  const damages: { fact: string; damage: (bytes: Buffer) => Buffer }[] = [
    { fact: "empty", damage: () => Buffer.alloc(0) },
    { fact: "cut short", damage: (bytes) => bytes.subarray(0, bytes.length / 2) },
    { fact: "of another program", damage: () => Buffer.from("SQLite format 3\0".repeat(100)) },
    { fact: "with a byte of its contents changed", damage: (bytes) => flipped(bytes, 40) },
    { fact: "with a byte of a section changed", damage: (bytes) => flipped(bytes, bytes.length - 30) },
    {
      fact: "with a length that is none",
      damage: (bytes) => {
        bytes.writeUInt32LE(0xffffffff, 8);
        return bytes;
      },
    },
  ];
  for (const { fact, damage } of damages) {
    test(fact, async () => {
      const root = madeFolder(storeFiles());
      const indexDir = madeFolder({});
      const query = { experimentIds: ["7"] };
      const first = await openStoreHere(root, { indexDir });
      const expected = await first.searchRuns(query);
      await first.close();
      const path = indexPath(indexDir);
      writeFileSync(path, damage(readFileSync(path)));
      assert.equal(
        openIndex(indexDir, root).load({ experimentId: "7", path: join(root, "7"), isTrashed: false }),
        undefined,
      );
      const second = await openStoreHere(root, { indexDir });
      assert.deepEqual(await second.searchRuns(query), expected);
      await second.close();
      assert.ok(openIndex(indexDir, root).folders().includes("7"), "it was written anew");
    });
  }

  test("of another version", async () => {
    const root = madeFolder(storeFiles());
    const indexDir = madeFolder({});
    const store = await openStoreHere(root, { indexDir });
    await store.searchRuns({ experimentIds: ["7"] });
    await store.close();
    const path = indexPath(indexDir);
    const bytes = readFileSync(path);
    const { crc32 } = await import("node:zlib");
    const length = bytes.readUInt32LE(8);
    bytes.write(bytes.toString("utf8", 16, 16 + length).replace('"version":"1:', '"version":"0:'), 16);
    bytes.writeUInt32LE(crc32(bytes.subarray(16, 16 + length)), 12);
    writeFileSync(path, bytes);
    assert.deepEqual(openIndex(indexDir, root).folders(), []);
  });
});

function flipped(bytes: Buffer, place: number): Buffer {
  bytes[place]! ^= 0x10;
  return bytes;
}

test("an index that cannot be written is no harm", async () => {
  const root = madeFolder(storeFiles());
  const indexDir = join(madeFolder({ file: "" }), "file", "below");
  const store = await openStoreHere(root, { indexDir });
  assert.equal((await store.searchRuns({ experimentIds: ["7"] })).runs.length, runCount);
  await store.close();
});

test("stores have indexes of their own, and one reached by two ways has one", async () => {
  const indexDir = madeFolder({});
  for (const root of [madeFolder(storeFiles()), madeFolder(storeFiles())]) {
    for (const uri of [root, `${root}/../${root.split("/").at(-1)}`]) {
      const store = await openStoreHere(uri, { indexDir });
      await store.searchRuns({ experimentIds: ["7"] });
      await store.close();
    }
  }
  assert.equal(readdirSync(indexDir).length, 2);
});

test("without a folder for indexes none is written, and the store's own folder is left as it was", async () => {
  const root = madeFolder(storeFiles());
  const before = contentsOf(root);
  const store = await openStoreHere(root);
  await store.searchRuns({ experimentIds: ["7"] });
  await store.close();
  assert.deepEqual(contentsOf(root), before);
});

test("what changed since the index was written is told by the first refresh, and nothing else", async () => {
  const root = madeFolder(storeFiles());
  for (const name of readdirSync(join(root, "7"))) {
    if (name.startsWith("r")) utimesSync(join(root, "7", name, "meta.yaml"), 1000, 1000);
  }
  const indexDir = madeFolder({});
  const first = await openStoreHere(root, { indexDir });
  await first.searchRuns({ experimentIds: ["7"] });
  await first.close();
  const path = join(root, "7/r3/meta.yaml");
  writeFileSync(path, readFileSync(path, "utf8").replace("status: 3", "status: 4"));
  const second = await openStoreHere(root, { indexDir });
  assert.deepEqual(await second.refresh(), [{ kind: "runs", experimentId: "7", runIds: ["r3"] }]);
  assert.deepEqual(await second.refresh(), []);
  await second.close();
});
