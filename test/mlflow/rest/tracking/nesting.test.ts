import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { type RunsQuery, type Store } from "../../../../src/mlflow/store.ts";
import { type FakeRun, searchRuns } from "../fakeRuns.ts";
import { fakeServer, openFake, version } from "../fakeServer.ts";

const path = "/api/2.0/mlflow/runs/search";

/** Parents, their children, a grandchild, a child of a run that is gone, and one of a deleted run. */
const family: FakeRun[] = [
  { id: "c2", parent: "p1", x: "a", status: "RUNNING" },
  { id: "c1", parent: "p1", x: "b" },
  { id: "lonely", x: "a" },
  { id: "g1", parent: "c1", x: "a" },
  { id: "orphan", parent: "gone", x: "a" },
  { id: "p1", x: "b" },
  { id: "kept", parent: "dead" },
  { id: "dead", deleted: true },
];

async function openFamily(test: TestContext, ofVersion: string, runs: readonly FakeRun[]): Promise<Store> {
  const knowsNull = ofVersion.startsWith("3");
  const server = await fakeServer(test, { ...version(ofVersion), [path]: searchRuns(runs, { knowsNull }) });
  return openFake(test, server.url);
}

async function ids(store: Store, query: Partial<RunsQuery>): Promise<string[]> {
  const { runs } = await store.searchRuns({ experimentIds: ["1"], ...query });
  return runs.map((run) => run.runId);
}

/** What the contract says, worked out from all that a search matches. */
function expectedTop(runs: readonly FakeRun[], matches: (run: FakeRun) => boolean): string[] {
  const matching = runs.filter((run) => !run.deleted && matches(run));
  const all = new Set(matching.map(({ id }) => id));
  return matching.filter(({ parent }) => parent === undefined || !all.has(parent)).map(({ id }) => id);
}

for (const ofVersion of ["3.17.2", "2.22.5", "unknown"]) {
  describe(`nested runs on a server of version ${ofVersion}`, () => {
    it("show a run at the top where its parent is gone or deleted", async (test) => {
      const store = await openFamily(test, ofVersion, family);
      const expected = ["lonely", "orphan", "p1", "kept"];
      assert.deepEqual(
        expectedTop(family, () => true),
        expected,
      );
      assert.deepEqual(await ids(store, { nesting: "top" }), expected);
      assert.equal(await store.countRuns({ experimentIds: ["1"], nesting: "top" }), 4);
    });

    it("show a run at the top where the filter leaves out its parent", async (test) => {
      const store = await openFamily(test, ofVersion, family);
      const query = { filter: "params.x = 'a'", nesting: "top" } as const;
      assert.deepEqual(await ids(store, query), ["c2", "lonely", "g1", "orphan"]);
      assert.equal(await store.countRuns({ experimentIds: ["1"], ...query }), 4);
    });

    it("come by pages", async (test) => {
      const store = await openFamily(test, ofVersion, family);
      const first = await store.searchRuns({ experimentIds: ["1"], nesting: "top", maxResults: 3 });
      assert.deepEqual(
        first.runs.map((run) => run.runId),
        ["lonely", "orphan", "p1"],
      );
      assert.deepEqual(await ids(store, { nesting: "top", maxResults: 3, pageToken: first.nextPageToken }), ["kept"]);
    });

    it("are the children of a run", async (test) => {
      const store = await openFamily(test, ofVersion, family);
      assert.deepEqual(await ids(store, { nesting: { parentRunId: "p1" } }), ["c2", "c1"]);
      assert.deepEqual(await ids(store, { nesting: { parentRunId: "p1' OR '" } }), []);
      assert.deepEqual(await store.summarizeChildRuns({ experimentIds: ["1"], runIds: ["p1", "lonely", "c1"] }), [
        { runId: "p1", total: 2, running: 1 },
        { runId: "c1", total: 1, running: 0 },
      ]);
    });

    it("show those whose parents lead back to them at the top, and none as its own child", async (test) => {
      const circle: FakeRun[] = [
        { id: "self", parent: "self" },
        { id: "hen", parent: "egg" },
        { id: "egg", parent: "hen" },
      ];
      const store = await openFamily(test, ofVersion, [...circle, { id: "chick", parent: "hen" }]);
      assert.deepEqual(await ids(store, { nesting: "top" }), ["self", "hen", "egg"]);
      assert.equal(await store.countRuns({ experimentIds: ["1"], nesting: "top" }), 3);
      assert.deepEqual(await ids(store, { nesting: { parentRunId: "self" } }), []);
      assert.deepEqual(await ids(store, { nesting: { parentRunId: "hen" } }), ["egg", "chick"]);
      assert.deepEqual(await store.summarizeChildRuns({ experimentIds: ["1"], runIds: ["self", "hen"] }), [
        { runId: "hen", total: 2, running: 0 },
      ]);
    });

    it("refuse a wrong filter in the server's words for what was written", async (test) => {
      const store = await openFamily(test, ofVersion, family);
      for (const nesting of ["top", { parentRunId: "p1" }] as const) {
        await assert.rejects(store.searchRuns({ experimentIds: ["1"], filter: "metrics.m >", nesting }), {
          errorCode: "INVALID_PARAMETER_VALUE",
          message: "Invalid clause(s) in filter string: metrics.m >",
        });
      }
    });

    it("by the hundred stay right", async (test) => {
      const sweep: FakeRun[] = Array.from({ length: 1_500 }, (_, i) => ({
        id: `s${i}`,
        parent: "top",
        x: i % 2 ? "a" : "b",
      }));
      const runs = [...sweep, ...family, { id: "top", x: "b" }];
      const store = await openFamily(test, ofVersion, runs);
      const tops = await ids(store, { nesting: "top" });
      // Of so many the ones whose parent is gone are not looked for where that costs reading everything.
      const roots = ["lonely", "p1", "top"];
      assert.deepEqual(ofVersion.startsWith("3") ? tops : tops.filter((id) => roots.includes(id)), roots);
      const filtered = { filter: "params.x = 'a'", nesting: "top", maxResults: 50_000 } as const;
      const expected = expectedTop(runs, ({ x }) => x === "a");
      assert.deepEqual(await ids(store, filtered), expected);
      assert.equal(await store.countRuns({ experimentIds: ["1"], ...filtered }), expected.length);
      const children = await store.summarizeChildRuns({ experimentIds: ["1"], runIds: ["top", "lonely"] });
      assert.deepEqual(children, [{ runId: "top", total: 1_500, running: 0 }]);
    });
  });
}
