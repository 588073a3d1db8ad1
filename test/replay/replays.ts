/** The run page, the task and Manage Replays in the words of a user, on the runs of a project in Git. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after } from "node:test";
import type { Run } from "../../src/mlflow/entities.ts";
import { openStoreHere } from "../../src/mlflow/open.ts";
import { eventually } from "../ui/eventually.ts";
import type { Workbench } from "../ui/workbench.ts";

/** To start MLflow twice takes its time on a busy machine. */
const patience = { timeoutMs: 160_000 };

export async function replays(bench: Workbench, workspace: string) {
  const store = await openStoreHere(join(workspace, "mlruns"));
  after(() => store.close());
  const runs = async (): Promise<Run[]> => {
    const experiment = await store.getExperimentByName("replayed");
    return (await store.searchRuns({ experimentIds: [experiment!.experimentId] })).runs;
  };
  return {
    runs,
    named: async (name: string): Promise<Run> => {
      const run = (await runs()).find(({ runName }) => runName === name);
      assert.ok(run !== undefined, name);
      return run;
    },
    /** The run that repeats another, once it is there and has ended. */
    repeatOf: (runId: string, count = 1): Promise<Run> =>
      eventually(async () => {
        const again = (await runs()).filter(({ tags }) => tags["mlflowLens.repeats"] === runId);
        assert.deepEqual([again.length, again[0]?.status], [count, "FINISHED"]);
        return again[0]!;
      }, patience),
    /** The labels of the list that is open, without what stands below them. */
    labels: async (): Promise<string[]> => {
      await bench.picks();
      return bench.page.locator(".quick-input-list .quick-input-list-row:first-child .label-name").allInnerTexts();
    },
  };
}
