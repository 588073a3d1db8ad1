// How much memory a process holds at most that looks around in many runs.
import { defaults, fileExperimentId, sqliteExperimentId } from "./bigStore.mjs";
import { bigFolder } from "./fileStore.mjs";
import { askLens } from "./measure.mjs";
import { bigDatabase } from "./sqliteStore.mjs";
import { below } from "./table.mjs";

const rounds = 3;

export async function* measureMemory({ folder, runs }) {
  const many = await bigDatabase(folder, `sqlite-${runs * 10}`, { ...defaults, runs: runs * 10, steps: 1 });
  const file = await bigDatabase(folder, `sqlite-${runs}`, { ...defaults, runs, long: 1_000_000 });
  const root = await bigFolder(folder, `file-${runs}`, { ...defaults, runs });
  const browse = async (uri, experimentId) => {
    const megabytes = [];
    for (let round = 0; round < rounds; round++)
      megabytes.push((await askLens({ case: "browse", uri, experimentId })).memory / 1e6);
    return megabytes;
  };
  const inDatabase = (path) => browse(`sqlite:///${path}`, sqliteExperimentId);
  yield below(`${runs * 10} runs in a database, browsed`, await inDatabase(many), 350, "MB");
  yield below(`${runs} runs in a database, browsed`, await inDatabase(file), 120, "MB");
  yield below(`${runs} runs in folders, browsed`, await browse(`file://${root}`, fileExperimentId), 120, "MB");
}
