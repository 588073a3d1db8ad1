// How much memory a process holds that looked around in many runs.
import { defaults, fileExperimentId, sqliteExperimentId } from "./bigStore.mjs";
import { bigFolder } from "./fileStore.mjs";
import { askLens, below } from "./measure.mjs";
import { bigDatabase } from "./sqliteStore.mjs";

export async function measureMemory({ folder, runs }) {
  const many = await bigDatabase(folder, `sqlite-${runs * 10}`, { ...defaults, runs: runs * 10, steps: 1 });
  const root = await bigFolder(folder, `file-${runs}`, { ...defaults, runs });
  const browse = async (uri, experimentId) => [(await askLens({ case: "browse", uri, experimentId })).rss / 1e6];
  return [
    below(`${runs * 10} runs in a database, browsed`, await browse(`sqlite:///${many}`, sqliteExperimentId), 350, "MB"),
    below(`${runs} runs in folders, browsed`, await browse(`file://${root}`, fileExperimentId), 120, "MB"),
  ];
}
