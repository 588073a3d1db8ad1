import assert from "node:assert/strict";
import { utimesSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type ExperimentFolder, findExperimentFolders } from "../../../../src/mlflow/file/context.ts";
import { liveRows } from "../../../../src/mlflow/file/live/liveRuns.ts";
import { lookAtDetails, lookAtMetas } from "../../../../src/mlflow/file/runs/look/look.ts";
import { runsOf } from "../../../../src/mlflow/file/runs/match.ts";
import { createRunsState, tableOf } from "../../../../src/mlflow/file/runs/state.ts";
import { experimentMeta, folderStore, runMeta } from "../folderStore.ts";

test("a run that says RUNNING for years is followed only while something writes to it", async () => {
  const years = { start_time: "1600000000000" };
  const store = folderStore({
    "7/meta.yaml": experimentMeta("7", "seven"),
    "7/new/meta.yaml": runMeta("7", "new", { start_time: String(Date.now()) }),
    "7/long/meta.yaml": runMeta("7", "long", years),
    "7/long/metrics/loss": "1600000000000 0.5 0\n",
    "7/killed/meta.yaml": runMeta("7", "killed", years),
    "7/killed/metrics/loss": "1600000000000 0.5 0\n",
  });
  for (const file of ["long/meta.yaml", "killed/meta.yaml", "killed/metrics/loss"])
    utimesSync(join(store.root, "7", file), 1_600_000_000, 1_600_000_000);
  const state = createRunsState(store);
  const table = tableOf(state, findExperimentFolders(state.context, "7")[0] as ExperimentFolder);
  await lookAtMetas(table, state.reader);
  await lookAtDetails(table, runsOf(table), state.reader);
  assert.deepEqual(
    liveRows(table).map((row) => table.names[row]),
    ["new", "long"],
  );
  state.reader.close();
});
