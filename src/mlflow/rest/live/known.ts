import { type Run } from "../../entities.ts";

/** What was last seen of a run. */
interface KnownRun {
  experimentId: string;
  print: number;
  isLive: boolean;
}

/** What this store has answered or looked at, to tell what is new. */
export interface Known {
  /**
   * @returns how it compares with what was seen before; `new`: not seen, and started after all that were seen of an
   *   experiment that was looked at; `unseen`: not seen, for it may only not have been asked for
   */
  see(run: Run): "same" | "changed" | "new" | "unseen";
  get(runId: string): KnownRun | undefined;
  forget(runId: string): void;
  /** Says that runs of an experiment were looked at. */
  lookAt(experimentId: string): void;
  /** The experiments looked at, the latest last. */
  experiments(): string[];
}

/** The oldest are forgotten: they are looked at again as if they were new. */
const maxRuns = 50_000;

export function knownRuns(): Known {
  const runs = new Map<string, KnownRun>();
  const newestStarts = new Map<string, number>();
  return {
    lookAt(experimentId) {
      const newest = newestStarts.get(experimentId) ?? -Infinity;
      newestStarts.delete(experimentId);
      newestStarts.set(experimentId, newest);
    },
    experiments: () => [...newestStarts.keys()],
    see(run) {
      const { runId, experimentId, status, startTime = -Infinity } = run;
      const newest = newestStarts.get(experimentId);
      if (newest !== undefined && startTime > newest) newestStarts.set(experimentId, startTime);
      const before = runs.get(runId);
      const print = fingerprint(run);
      runs.delete(runId);
      runs.set(runId, { experimentId, print, isLive: status === "RUNNING" || status === "SCHEDULED" });
      if (runs.size > maxRuns) runs.delete(runs.keys().next().value ?? "");
      if (before !== undefined) return before.print === print ? "same" : "changed";
      return newest !== undefined && startTime > newest ? "new" : "unseen";
    },
    get: (runId) => runs.get(runId),
    forget: (runId) => void runs.delete(runId),
  };
}

/** A number that changes with anything in the run, almost surely; made for each run that passes, so it must be cheap. */
function fingerprint(run: Run): number {
  let print = 0;
  const mix = (value: number) => {
    print = (Math.imul(print, 31) + (value | 0) + ((value / 4_294_967_296) | 0)) | 0;
  };
  const mixText = (text: string) => {
    mix(text.length);
    for (let i = 0; i < text.length; i++) mix(text.charCodeAt(i));
  };
  for (const text of [run.runName, run.status, run.lifecycleStage]) mixText(text);
  mix(run.endTime ?? -1);
  for (const [key, metric] of Object.entries(run.metrics)) {
    mixText(key);
    for (const part of [metric.step, metric.timestamp, metric.value * 1_000_003]) mix(part);
  }
  for (const texts of [run.params, run.tags]) {
    for (const [key, value] of Object.entries(texts)) {
      mixText(key);
      mixText(value);
    }
  }
  mix(run.datasets.length);
  for (const { modelId } of [...run.modelInputs, ...run.modelOutputs]) mixText(modelId);
  return print;
}
