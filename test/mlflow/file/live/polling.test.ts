import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { createChangeHub } from "../../../../src/mlflow/changeHub.ts";
import { fileLive } from "../../../../src/mlflow/file/live/live.ts";
import { createRefresher } from "../../../../src/mlflow/file/live/refresh.ts";
import { createRunsState } from "../../../../src/mlflow/file/runs/state.ts";
import { type Change } from "../../../../src/mlflow/store.ts";
import { madeFolder } from "../../madeFolder.ts";
import { experimentMeta, folderStore, runMeta } from "../folderStore.ts";

test("a network drive, which tells of no change, is looked at again and again", async () => {
  const files = {
    "7/meta.yaml": experimentMeta("7", "seven"),
    "7/running/meta.yaml": runMeta("7", "running", { start_time: String(Date.now()) }),
    "7/running/metrics/loss": "1 0.5 1\n",
  };
  const store = folderStore(files, { pollMs: 20 });
  const hub = createChangeHub();
  const state = createRunsState(store, {
    noticed: (table, rows) =>
      hub.add([{ kind: "runs", experimentId: "7", runIds: rows.map((row) => table.names[row]!) }]),
  });
  const live = fileLive(
    state,
    hub,
    createRefresher(state, hub, () => []),
    { isPolled: true },
  );
  const told: Change[] = [];
  let check: () => void = () => undefined;
  await live.watch({ experimentIds: ["7"], runIds: [] }, (changes) => {
    told.push(...changes);
    check();
  });
  const until = (runId: string) =>
    new Promise<void>((resolve) => {
      check = () => {
        if (told.some((change) => change.kind === "runs" && change.runIds?.includes(runId))) resolve();
      };
      check();
    });
  appendFileSync(join(store.root, "7/running/metrics/loss"), "2 0.25 2\n");
  await until("running");
  madeFolder({ "7/new/meta.yaml": runMeta("7", "new") }, store.root);
  await until("new");
  await live.close();
  state.reader.close();
});
