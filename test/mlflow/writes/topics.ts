import { experimentSteps } from "./experiments.ts";
import { promptSteps } from "./prompts.ts";
import { registrySteps } from "./registry.ts";
import { runSteps } from "./runs.ts";
import type { Step } from "./steps.ts";
import { traceSteps } from "./traces.ts";

/** All writes that are done beside the real MLflow, in this order. */
export const topics: Record<string, Step[]> = {
  runs: runSteps,
  experiments: experimentSteps,
  "registered models and versions": registrySteps,
  prompts: promptSteps,
  traces: traceSteps,
};
