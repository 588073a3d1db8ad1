import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, it } from "node:test";
import { applyAll, reverted, type Change } from "../../src/manage/changes/change.ts";
import { deleteExperiment, renameExperiment, restoreExperiment } from "../../src/manage/changes/experiments.ts";
import { nestedRuns, versionsOfExperiments, versionsOfRuns } from "../../src/manage/changes/losses.ts";
import { deleteRun, endRun, lastSignOfLife, renameRun, restoreRun } from "../../src/manage/changes/runs.ts";
import { deleteTag, setTag, taggedExperiment, taggedRun } from "../../src/manage/changes/tagged.ts";
import { readNote } from "../../src/manage/notes/text.ts";
import { noteTag, type Run } from "../../src/mlflow/entities.ts";
import { openStoreHere } from "../../src/mlflow/open.ts";
import type { Store } from "../../src/mlflow/store.ts";
import { temporaryFolder } from "../fixtures.ts";
import { startServer } from "../mlflow/rest/server.ts";

// What the commands write is read back by MLflow's own client, on each backend, and so is what Undo makes of it.

interface State {
  experiments: Record<string, { name: string; stage: string; tags: Record<string, string> }>;
  runs: Record<
    string,
    { name: string; stage: string; status: string; end: number | null; tags: Record<string, string> }
  >;
}

const python = resolve(import.meta.dirname, "../../.cache/python/3.17/bin/python");

for (const backend of ["a folder", "a database", "a server"]) {
  describe(`what is changed in ${backend}, as MLflow's client sees it`, () => {
    let store: Store;
    let experimentId: string;
    let ids: Record<string, string>;
    let state: () => Promise<State>;
    const ends: (() => Promise<unknown>)[] = [];
    const run = (name: string): Promise<Run> => store.getRun(ids[name]!);
    const runs = (...names: string[]): Promise<Run[]> => Promise.all(names.map(run));
    const seen = async (name: string) => (await state()).runs[ids[name]!]!;
    /** Makes them, lets `check` look, and takes them back: then everything is as before. */
    const tried = async (changes: Change[], check: () => Promise<void>) => {
      const original = await state();
      const { done, failed } = await applyAll(changes);
      assert.deepEqual(failed, []);
      await check();
      assert.deepEqual((await applyAll(reverted(done))).failed, []);
      assert.deepEqual(await state(), original);
    };

    before(async () => {
      const folder = temporaryFolder();
      let uri = backend === "a folder" ? `file://${folder}/mlruns` : `sqlite:///${folder}/mlflow.db`;
      if (backend === "a server") {
        const server = await startServer("3.17", { backend: uri, artifacts: join(folder, "artifacts") });
        ends.push(() => server.stop());
        uri = server.url;
      }
      const program = join(import.meta.dirname, "store.py");
      const client = spawn(python, [program, uri], { cwd: folder, stdio: ["pipe", "pipe", "ignore"] });
      ends.push(async () => {
        client.stdin.end();
        if (client.exitCode === null) await once(client, "exit");
      });
      const lines = createInterface({ input: client.stdout })[Symbol.asyncIterator]();
      const read = async (): Promise<unknown> => JSON.parse(String((await lines.next()).value));
      ({ experimentId, runs: ids } = (await read()) as { experimentId: string; runs: Record<string, string> });
      state = async () => {
        client.stdin.write("\n");
        return (await read()) as State;
      };
      store = await openStoreHere(uri);
      ends.push(() => store.close());
    });
    after(async () => {
      for (const end of ends.reverse()) await end();
    });

    it("names of runs", async () => {
      const found = await runs("parent", "other");
      await tried(
        found.map((each) => renameRun(store, each, `old ${each.runName}`)),
        async () => {
          assert.equal((await seen("parent")).name, "old parent");
          assert.equal((await seen("other")).tags["mlflow.runName"], "old other");
        },
      );
    });

    it("tags of runs, new ones and others' values, and those taken away", async () => {
      const owners = (await runs("parent", "other")).map((each) => taggedRun(store, each));
      await tried(
        owners.map((owner) => setTag(owner, "team", "c")),
        async () => assert.deepEqual([(await seen("parent")).tags.team, (await seen("other")).tags.team], ["c", "c"]),
      );
      await tried([deleteTag(owners[1]!, "team")], async () =>
        assert.equal((await seen("other")).tags.team, undefined),
      );
    });

    it("one note for two runs", async () => {
      const address = { storeId: "", owner: { runIds: [ids.parent!, ids.other!] }, key: noteTag };
      const note = await readNote(store, address);
      assert.deepEqual([note.text, note.isMixed], ["", true]);
      await tried(note.changesTo("# Both\n\n*two* lines"), async () => {
        assert.equal((await seen("parent")).tags[noteTag], "# Both\n\n*two* lines");
        assert.equal((await readNote(store, address)).text, "# Both\n\n*two* lines");
      });
    });

    it("deleted runs with what is nested in them, and what is registered from those", async () => {
      const parent = await run("parent");
      const nested = await nestedRuns(store, [parent]);
      assert.deepEqual(nested.map(({ runName }) => runName).sort(), ["child", "grandchild"]);
      const versions = await versionsOfRuns(store, [parent, ...nested]);
      assert.deepEqual(
        versions.map(({ name, version }) => [name, version]),
        [["forest", "1"]],
      );
      await tried(
        [parent, ...nested].map((each) => deleteRun(store, each)),
        async () => {
          assert.deepEqual([(await seen("parent")).stage, (await seen("grandchild")).stage], ["deleted", "deleted"]);
          assert.equal((await seen("other")).stage, "active");
        },
      );
    });

    it("a restored run", async () => {
      const deleted = await run("deleted");
      await tried([restoreRun(store, deleted)], async () => assert.equal((await seen("deleted")).stage, "active"));
    });

    it("the end of a stale run, at its last metric; taken back it is running again", async () => {
      const stale = await run("stale");
      const last = stale.startTime! + 5_000;
      assert.equal(lastSignOfLife(stale), last);
      const { done } = await applyAll([endRun(store, stale, "KILLED", last)]);
      const { status, end } = await seen("stale");
      assert.deepEqual([status, end], ["KILLED", last]);
      await applyAll(reverted(done));
      assert.equal((await seen("stale")).status, "RUNNING");
    });

    it("what is refused changes nothing, and the others are done all the same", async () => {
      const [deleted, other] = await runs("deleted", "other");
      const before = await seen("deleted");
      const { done, failed } = await applyAll([
        renameRun(store, deleted!, "refused"),
        setTag(taggedRun(store, other!), "kept", "yes"),
      ]);
      assert.deepEqual(
        failed.map(({ name, error }) => [name, (error as Error).message.includes("active")]),
        [["deleted", true]],
      );
      assert.deepEqual(
        done.map(({ name }) => name),
        ["other"],
      );
      assert.deepEqual(await seen("deleted"), before);
      assert.equal((await seen("other")).tags.kept, "yes");
      await applyAll(reverted(done));
    });

    it("names, notes and tags of experiments", async () => {
      const experiment = await store.getExperiment(experimentId);
      const found = async () => (await state()).experiments[experimentId]!;
      await tried([renameExperiment(store, experiment, "forests")], async () =>
        assert.equal((await found()).name, "forests"),
      );
      const owner = taggedExperiment(store, experiment);
      await tried([setTag(owner, "new", "1")], async () =>
        assert.deepEqual((await found()).tags, { team: "a", new: "1" }),
      );
      await tried([deleteTag(owner, "team")], async () => assert.deepEqual((await found()).tags, {}));
      const note = await readNote(store, { storeId: "", owner: { experimentIds: [experimentId] }, key: noteTag });
      await tried(note.changesTo("# Trees"), async () => assert.equal((await found()).tags[noteTag], "# Trees"));
    });

    it("a deleted experiment comes back as it was, without the runs that were deleted before it", async () => {
      const experiment = await store.getExperiment(experimentId);
      assert.deepEqual(
        (await versionsOfExperiments(store, [experimentId])).map(({ name }) => name),
        ["forest"],
      );
      await tried([deleteExperiment(store, experiment)], async () => {
        const { experiments, runs: all } = await state();
        assert.equal(experiments[experimentId]!.stage, "deleted");
        assert.ok(Object.values(all).every(({ stage }) => stage === "deleted"));
      });
      await applyAll([deleteExperiment(store, experiment)]);
      await applyAll([restoreExperiment(store, experiment)]);
      const { experiments, runs: all } = await state();
      assert.equal(experiments[experimentId]!.stage, "active");
      assert.ok(
        Object.values(all).every(({ stage }) => stage === "active"),
        "MLflow restores all runs with it",
      );
    });
  });
}
