// Tests beside the real MLflow: its client on copies of our stores, its servers on free ports.
import { bootstrapPython, versions } from "../bootstrap/python.mjs";
import { runNodeTests } from "./nodeTests.mjs";

export async function live(filter) {
  for (const version of versions) await bootstrapPython(version);
  return runNodeTests({ kind: "live", filter, processes: 2, testMinutes: 10, suiteMinutes: 30 });
}
