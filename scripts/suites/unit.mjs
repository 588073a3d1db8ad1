// Unit and parity tests: plain Node, no network, no Python.
import { availableParallelism } from "node:os";
import { runNodeTests } from "./nodeTests.mjs";

export function unit(filter) {
  return runNodeTests({
    kind: "unit",
    filter,
    processes: availableParallelism(),
    sharing: true,
    testMinutes: 1,
    suiteMinutes: 10,
  });
}
