import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { openStoreHere } from "../../../../src/mlflow/open.ts";
import { type RunsQuery } from "../../../../src/mlflow/store.ts";
import { madeFolder } from "../../madeFolder.ts";
import { experimentMeta, runMeta } from "../folderStore.ts";

/** Runs in the order of a search, newest first, each with its parent. */
const parents: Record<string, string | undefined> = {
  sweep: undefined,
  trial1: "sweep\n",
  trial2: "sweep",
  step: "trial1",
  orphan: "gone",
  self: "self",
  hen: "egg",
  egg: "hen",
  rock: "paper",
  paper: "scissors",
  scissors: "rock",
};

const root = madeFolder({
  "7/meta.yaml": experimentMeta("7", "seven"),
  ...Object.fromEntries(
    Object.entries(parents).flatMap(([runId, parent], i): [string, string][] => [
      [
        `7/${runId}/meta.yaml`,
        runMeta("7", runId, { start_time: String(1000 - i), status: runId === "trial2" ? "1" : "3" }),
      ],
      [`7/${runId}/tags/kind`, runId.startsWith("trial") ? "trial" : "other"],
      ...(parent === undefined ? [] : ([[`7/${runId}/tags/mlflow.parentRunId`, parent]] as [string, string][])),
    ]),
  ),
});

async function ids(query: Partial<RunsQuery>): Promise<string[]> {
  const store = await openStoreHere(root);
  try {
    return (await store.searchRuns({ experimentIds: ["7"], ...query })).runs.map(({ runId }) => runId);
  } finally {
    await store.close();
  }
}

describe("nested runs", () => {
  test("at the top are those without a parent among what matches, and those in a circle", async () => {
    assert.deepEqual(await ids({ nesting: "top" }), [
      ...["sweep", "orphan", "self", "hen", "egg"],
      ...["rock", "paper", "scissors"],
    ]);
  });
  test("a parent that does not match leaves its children at the top", async () => {
    assert.deepEqual(await ids({ nesting: "top", filter: "tags.kind = 'trial'" }), ["trial1", "trial2"]);
  });
  test("children of one, without what a text editor put behind the id", async () => {
    assert.deepEqual(await ids({ nesting: { parentRunId: "sweep" } }), ["trial1", "trial2"]);
    assert.deepEqual(await ids({ nesting: { parentRunId: "sweep" }, orderBy: ["start_time ASC"] }), [
      "trial2",
      "trial1",
    ]);
  });
  test("none is its own child", async () => assert.deepEqual(await ids({ nesting: { parentRunId: "self" } }), []));
  test("pages are cut after nesting", async () => {
    assert.deepEqual(await ids({ nesting: "top", maxResults: 2 }), ["sweep", "orphan"]);
  });
  test("summaries count children and those that are running", async () => {
    const store = await openStoreHere(root);
    const summaries = await store.summarizeChildRuns({ experimentIds: ["7"], runIds: ["step", "trial1", "sweep"] });
    await store.close();
    assert.deepEqual(summaries, [
      { runId: "trial1", total: 1, running: 0 },
      { runId: "sweep", total: 2, running: 1 },
    ]);
  });
});
