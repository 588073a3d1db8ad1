// What the model page writes, read back with the real MLflow client.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { openStoreHere } from "../../../src/mlflow/open.ts";
import type { Store } from "../../../src/mlflow/store.ts";
import {
  describe as setDescription,
  moveVersion,
  rename,
  setAlias,
  setTag,
  type Move,
} from "../../../src/models/history/changes.ts";
import { buildLedger } from "../../../src/models/history/ledger.ts";
import { historyKey, recordsOf } from "../../../src/models/history/record.ts";
import { modelWithVersions } from "../../../src/models/registry.ts";
import { fixtures, storeUri, unpack } from "../../fixtures.ts";
import { startServer, type MlflowServer } from "../../mlflow/rest/server.ts";
import { startReader, type Reader, type Version } from "../reader.ts";

const by = "Ada Lovelace <ada@example.org>";
const name = "governed";
const moved = (version: string, from: Move["from"], to: Move["to"], archivesExisting = false): Move => ({
  ...{ name, version, from, to, archivesExisting, by },
  why: 'better on "hold-out" 🌱',
  validatedBy: "Grace",
  checks: [{ name: "accuracy at least 0.9", passed: true }],
});

/** What holds for every store that has a registry. */
function governs(version: Version, uri: () => string, open: () => Promise<Store>): void {
  const hasAliases = version !== "1.30";
  let store: Store;
  let reader: Reader;
  before(async () => {
    store = await open();
    reader = startReader(version, uri());
    await store.createRegisteredModel({ name });
    for (let count = 0; count < 3; count++) await store.createModelVersion({ name, source: "s3://bucket/model" });
  });
  after(async () => {
    await store?.close();
    await reader?.close();
  });

  it("stages, descriptions, tags and aliases are what MLflow's own client reads", async () => {
    await moveVersion(store, moved("1", "None", "Production"));
    assert.deepEqual(await moveVersion(store, moved("2", "None", "Production", true)), {
      kind: "moved",
      archived: ["1"],
    });
    await setDescription(store, { name }, "Tells *three* species apart", by);
    await setDescription(store, { name, version: "2" }, "One more tree", by);
    await setTag(store, { name, version: "2" }, { key: "team", value: "botany", by });
    await setTag(store, { name, version: "2" }, { key: "draft", value: "yes", by });
    await setTag(store, { name, version: "2" }, { key: "draft", value: undefined, by });
    if (hasAliases) {
      await setAlias(store, { name, alias: "champion", version: "1", by });
      await setAlias(store, { name, alias: "champion", version: "2", by });
      await setAlias(store, { name, alias: "gone", version: "2", by });
      await setAlias(store, { name, alias: "gone", version: undefined, by });
    }
    const read = await reader.read(name);
    assert.equal(read.description, "Tells *three* species apart");
    assert.deepEqual(
      ["1", "2", "3"].map((each) => read.versions[each]?.stage),
      ["Archived", "Production", "None"],
    );
    const second = read.versions["2"];
    assert.deepEqual(
      [second?.description, second?.tags.team, second?.tags.draft],
      ["One more tree", "botany", undefined],
    );
    assert.deepEqual(read.aliases, hasAliases ? { champion: "2" } : {});
    // The records are tags that MLflow reads as they were written.
    const records = recordsOf(second?.tags ?? {});
    assert.equal(records[0]?.why, 'better on "hold-out" 🌱');
    assert.ok(records.every(({ outcome, by: who }) => outcome === "done" && who === by));
  });

  it("the history is told from the tags, and nothing in it is seen elsewhere", async () => {
    const { model, versions } = await modelWithVersions(store, name);
    const ledger = buildLedger(model, versions);
    assert.deepEqual(
      ledger.filter(({ isElsewhere }) => isElsewhere),
      [],
    );
    const archived = ledger.find((entry) => entry.version === "1" && entry.replacedBy === "2");
    assert.deepEqual(archived?.change, { action: "stage", from: "Production", to: "Archived" });
  });

  it("a move by somebody else is told to who comes later, and nothing is written over it", async () => {
    await store.transitionModelVersionStage({ name, version: "3", stage: "Staging", archiveExistingVersions: false });
    assert.deepEqual(await moveVersion(store, moved("3", "None", "Production")), {
      ...{ kind: "overtaken", stage: "Staging", by: undefined },
    });
    assert.equal((await reader.read(name)).versions["3"]?.stage, "Staging");
  });

  it("two clients moving the same version at once: both records are kept, the later one is told", async () => {
    const other = await open();
    after(() => other.close());
    // The other one has said what it means to do, and not done it yet.
    const rival = historyKey(Date.now() - 5_000, 1);
    let isIn = false;
    const raced: Store = {
      ...store,
      getModelVersion: async (...args) => {
        const found = await store.getModelVersion(...args);
        if (!isIn) {
          isIn = true;
          const intent = { action: "stage", from: "Staging", to: "Archived", by: "Grace" };
          await other.setModelVersionTag(name, "3", rival, JSON.stringify(intent));
        }
        return found;
      },
    };
    assert.deepEqual(await moveVersion(raced, moved("3", "Staging", "Production")), {
      ...{ kind: "overtaken", stage: "Staging", by: "Grace" },
    });
    const read = await reader.read(name);
    assert.equal(read.versions["3"]?.stage, "Staging");
    const records = recordsOf(read.versions["3"]?.tags ?? {}).slice(-2);
    assert.deepEqual(
      records.map(({ by: who, outcome }) => [who, outcome]),
      [
        ["Grace", "unknown"],
        [by, "failed"],
      ],
    );
  });

  it("what is refused is told in the store's words, and recorded as not done", async () => {
    const refusing: Store = {
      ...store,
      transitionModelVersionStage: () => Promise.reject(new Error("Permission denied")),
    };
    await assert.rejects(moveVersion(refusing, moved("3", "Staging", "Archived")), { message: "Permission denied" });
    const { tags } = await store.getModelVersion(name, "3");
    assert.equal(recordsOf(tags).at(-1)?.error, "Permission denied");
  });

  it("a renamed model keeps its history", async () => {
    await rename(store, name, "governed still", by);
    const read = await reader.read("governed still");
    assert.equal(read.versions["2"]?.stage, "Production");
    assert.deepEqual(recordsOf(read.tags).at(-1)?.change, { action: "name", from: name, to: "governed still" });
    assert.ok(recordsOf(read.versions["2"]?.tags ?? {}).length > 1);
  });
}

const majors: Record<string, Version> = { "1": "1.30", "2": "2.22", "3": "3.17" };
for (const fixture of fixtures()) {
  // MLflow 1 has no registry in a folder.
  if (fixture.name.startsWith("shared") || (fixture.major === "1" && fixture.backend === "file")) continue;
  describe(`a store of ${fixture.name}`, () => {
    const folder = unpack(fixture.archive);
    const uri = storeUri(folder, fixture.backend);
    governs(
      majors[fixture.major]!,
      () => uri,
      () => openStoreHere(uri),
    );
  });
}

for (const version of ["3.17", "2.22"] as const) {
  describe(`a server of MLflow ${version}`, () => {
    const folder = mkdtempSync(join(tmpdir(), "mlflow-lens-governed-"));
    let server: MlflowServer;
    before(async () => {
      const backend = `sqlite:///${folder}/mlflow.db`;
      server = await startServer(version, { backend, artifacts: join(folder, "artifacts") });
    });
    after(async () => {
      await server?.stop();
      rmSync(folder, { recursive: true, force: true });
    });
    governs(
      version,
      () => server.url,
      () => openStoreHere(server.url),
    );
  });
}
