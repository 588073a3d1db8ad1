import { keys, pick, type Random, randomFrom, texts } from "../search/generate.ts";

// A store that nobody would write and everybody could: odd keys and values, ties, NaN, infinities, deleted things. The same
// for the same seed; whoever changes what follows changes the stores of the kept cases, so add at the end.

export interface GeneratedStore {
  experiments: GeneratedExperiment[];
  runs: GeneratedRun[];
  registeredModels: GeneratedModel[];
  loggedModels: GeneratedLoggedModel[];
  traces: GeneratedTrace[];
}

type Texts = Record<string, string>;

export interface GeneratedExperiment {
  id: string;
  name: string;
  isDeleted: boolean;
  created: number;
  updated: number;
  tags: Texts;
}

export interface GeneratedRun {
  id: string;
  experimentId: string;
  name: string;
  user: string;
  status: (typeof statuses)[number];
  startTime: number;
  endTime: number | null;
  isDeleted: boolean;
  params: Texts;
  tags: Texts;
  /** [timestamp, value, step] as logged. */
  metrics: Record<string, [number, number, number][]>;
  datasets: { name: string; digest: string; context: string | null }[];
}

export interface GeneratedModel {
  name: string;
  created: number;
  updated: number;
  tags: Texts;
  versions: {
    version: number;
    created: number;
    updated: number;
    runId: string | null;
    source: string;
    stage: string;
    tags: Texts;
  }[];
}

export interface GeneratedLoggedModel {
  id: string;
  experimentId: string;
  name: string;
  type: string | null;
  /** 1 pending, 2 ready, 3 failed. */
  status: number;
  sourceRunId: string | null;
  created: number;
  updated: number;
  params: Texts;
  tags: Texts;
  metrics: { key: string; timestamp: number; value: number; step: number; runId: string }[];
}

export interface GeneratedTrace {
  id: string;
  experimentId: string;
  timestampMs: number;
  executionTimeMs: number;
  state: "OK" | "ERROR" | "IN_PROGRESS";
  clientRequestId: string | null;
  name: string | null;
  tags: Texts;
  metadata: Texts;
}

export const statuses = ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"] as const;
const times = [0, 1, 2, 1_000, 1_700_000_000_000, 1_700_000_000_001];
export const values = [0, -0, 1, -1, 0.5, 1e3, -0.001, 1.5, 7, 1e-7, 1e22, 9_007_199_254_740_991];
const modelNames = ["a", "A", "b", "ab", "it", "İt", "ıT", "ß", "größe", "x-y", "f1 score", "😀", "100_"];

export function generateStore(seed: number): GeneratedStore {
  const random = randomFrom(seed);
  const experiments = Array.from({ length: 2 + Math.floor(random() * 3) }, (_, at) => experiment(random, at));
  const anywhere = () => pick(random, experiments).id;
  const runs = Array.from({ length: 5 + Math.floor(random() * 25) }, () => run(random, anywhere()));
  const runIds = runs.map(({ id }) => id);
  return {
    experiments,
    runs: runs.map((made) => ({ ...made, isDeleted: made.isDeleted || isDeleted(experiments, made.experimentId) })),
    registeredModels: modelNames.filter(() => random() < 0.5).map((name) => model(random, name, runIds)),
    loggedModels: Array.from({ length: Math.floor(random() * 12) }, () => loggedModel(random, anywhere(), runIds)),
    traces: Array.from({ length: Math.floor(random() * 15) }, () => trace(random, anywhere())),
  };
}

function isDeleted(experiments: readonly GeneratedExperiment[], id: string): boolean {
  return experiments.some((experiment) => experiment.id === id && experiment.isDeleted);
}

function experiment(random: Random, at: number): GeneratedExperiment {
  return {
    id: String(at),
    // Unique, as MLflow demands.
    name: pick(random, texts) + String(at),
    isDeleted: at > 0 && random() < 0.2,
    created: time(random),
    updated: time(random),
    tags: some(random),
  };
}

function run(random: Random, experimentId: string): GeneratedRun {
  const name = pick(random, texts) || "no name";
  const metricKeys = keys.filter(() => random() < 0.4);
  return {
    id: hex(random, 32),
    experimentId,
    name,
    user: pick(random, texts),
    status: pick(random, statuses),
    startTime: time(random),
    endTime: random() < 0.3 ? null : time(random),
    isDeleted: random() < 0.15,
    params: some(random),
    tags: { ...some(random), "mlflow.runName": name },
    metrics: Object.fromEntries(metricKeys.map((key) => [key, points(random)])),
    datasets: Array.from({ length: Math.floor(random() * 2.5) }, (_, at) => ({
      name: pick(random, texts) || "data",
      digest: pick(random, ["d1", "d2", "D1"]) + String(at),
      context: random() < 0.3 ? null : pick(random, ["training", "Training", "eval"]),
    })),
  };
}

function points(random: Random): [number, number, number][] {
  return Array.from({ length: 1 + Math.floor(random() * 4) }, () => [
    time(random),
    value(random),
    pick(random, [0, 0, 1, 2, -1, 100]),
  ]);
}

function model(random: Random, name: string, runIds: readonly string[]): GeneratedModel {
  return {
    name,
    created: time(random),
    updated: time(random),
    tags: some(random),
    versions: Array.from({ length: Math.floor(random() * 5) }, (_, at) => ({
      version: at + 1,
      created: time(random),
      updated: time(random),
      runId: random() < 0.3 ? null : pick(random, runIds),
      source: pick(random, ["s3://bucket/a", "S3://bucket/A", "/tmp/model", "runs:/x/model"]),
      stage: pick(random, ["None", "Staging", "Production", "Archived", "Deleted_Internal"]),
      tags: some(random),
    })),
  };
}

function loggedModel(random: Random, experimentId: string, runIds: readonly string[]): GeneratedLoggedModel {
  const metricKeys = keys.filter(() => random() < 0.3);
  return {
    id: `m-${hex(random, 32)}`,
    experimentId,
    name: pick(random, texts) || "model",
    type: random() < 0.3 ? null : pick(random, ["agent", "Agent", "forest"]),
    status: pick(random, [1, 2, 2, 3]),
    sourceRunId: random() < 0.3 ? null : pick(random, runIds),
    // Without ties: MLflow leaves their order open.
    created: 1_000 + Math.floor(random() * 1e9),
    updated: time(random),
    params: some(random),
    tags: some(random),
    metrics: metricKeys.map((key) => ({
      key,
      timestamp: time(random),
      value: finite(random),
      step: 0,
      runId: pick(random, runIds),
    })),
  };
}

function trace(random: Random, experimentId: string): GeneratedTrace {
  return {
    id: `tr-${hex(random, 32)}`,
    experimentId,
    timestampMs: time(random),
    executionTimeMs: pick(random, [0, 1, 10, 500]),
    state: pick(random, ["OK", "OK", "ERROR", "IN_PROGRESS"] as const),
    clientRequestId: random() < 0.5 ? null : pick(random, texts) || "request",
    name: random() < 0.3 ? null : pick(random, texts) || "trace",
    tags: some(random),
    metadata: { ...some(random), ...(random() < 0.4 && { "mlflow.trace.session": pick(random, ["s1", "S1", "s2"]) }) },
  };
}

function some(random: Random): Texts {
  return Object.fromEntries(keys.filter(() => random() < 0.4).map((key) => [key, pick(random, texts)]));
}

function time(random: Random): number {
  return pick(random, times);
}

function value(random: Random): number {
  return random() < 0.8 ? finite(random) : pick(random, [NaN, Infinity, -Infinity]);
}

function finite(random: Random): number {
  return pick(random, values);
}

function hex(random: Random, length: number): string {
  return Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join("");
}
