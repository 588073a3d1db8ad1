import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { RegistryWrites, TraceWrites, TrackingWrites } from "../../../src/mlflow/store.ts";
import { isFor } from "./steps.ts";
import { topics } from "./topics.ts";

/** Every write of the interface: the compiler says which one is missing here. */
const writes: Record<keyof (TrackingWrites & RegistryWrites & TraceWrites), true> = {
  ...{ createRun: true, setTerminated: true, setTag: true, deleteTag: true, updateRun: true, deleteRun: true },
  ...{ restoreRun: true, createExperiment: true, renameExperiment: true, deleteExperiment: true },
  ...{ restoreExperiment: true, setExperimentTag: true, deleteExperimentTag: true },
  ...{ createRegisteredModel: true, renameRegisteredModel: true, updateRegisteredModel: true },
  ...{ deleteRegisteredModel: true, setRegisteredModelTag: true, deleteRegisteredModelTag: true },
  ...{ setRegisteredModelAlias: true, deleteRegisteredModelAlias: true, createModelVersion: true },
  ...{ updateModelVersion: true, deleteModelVersion: true, setModelVersionTag: true, deleteModelVersionTag: true },
  ...{ transitionModelVersionStage: true, registerPrompt: true, setTraceTag: true, logAssessment: true },
};

describe("every write of the interface is done beside the real MLflow", () => {
  for (const backend of ["file", "sqlite"] as const) {
    test(`on a ${backend} store`, () => {
      const steps = Object.values(topics).flat();
      const done = new Set(steps.filter((step) => isFor(step, "3", backend)).map(({ call }) => call));
      assert.deepEqual([...done].sort(), Object.keys(writes).sort());
    });
  }
});
