// Tests of pure code and of small stores, and those that ask whole stores all that MLflow was asked: plain Node, no network,
// no Python.
import { statfsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { runNodeTests } from "./nodeTests.mjs";

export const unit = (filter) => inMemory("unit", filter);
export const parity = (filter) => inMemory("parity", filter);

function inMemory(kind, filter) {
  return runNodeTests({
    kind,
    filter,
    processes: availableParallelism(),
    sharing: true,
    environment: memoryFolder() === undefined ? {} : { TMPDIR: memoryFolder() },
    testMinutes: 1,
    suiteMinutes: 10,
  });
}

/** Where files never reach a disk: the tests make and remove tens of thousands. */
function memoryFolder() {
  const folder = "/dev/shm";
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize > 2 ** 30 ? folder : undefined;
  } catch {
    // Linux alone has it.
    return undefined;
  }
}
