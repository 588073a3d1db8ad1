import { readFileSync } from "node:fs";

// What MLflow answers of a store: the file that scripts/fixtures/dump_oracle.py writes (and, with fewer keys, the one of
// shared/fixtures). Names are Python's; a key that an oracle lacks is not asked for.

/** An entity by MLflow's names; absent values are null. */
export type Answer = Record<string, unknown>;

export interface RunAnswer extends Answer {
  run_id: string;
  run_name: string | null;
  experiment_id: string;
  lifecycle_stage: string;
  metrics: Record<string, number>;
  params: Record<string, string>;
  tags: Record<string, string>;
  /** [step, timestamp, value] in MLflow's order. */
  history: Record<string, [number, number, number][]>;
  /** Depth first; null where it was not asked for. */
  artifacts: ArtifactAnswer[] | null;
}

export interface ArtifactAnswer {
  path: string;
  is_dir: boolean;
  size: number | null;
}

/** A call, and its result or its refusal. */
export interface CallAnswer {
  call: string;
  result?: unknown;
  /** The first line of the message; a set that Python printed is sorted. */
  error?: string;
  /** MLflow's error code; null where Python itself failed. */
  code?: string | null;
}

export interface SearchAnswer extends CallAnswer {
  args: Answer;
}

export interface Oracle {
  /** The version that answered. */
  mlflow: string;
  experiments: (Answer & { experiment_id: string; name: string; lifecycle_stage: string })[];
  runs: RunAnswer[];
  registered_models: (Answer & { name: string })[];
  model_versions: (Answer & { name: string; version: string; artifacts?: ArtifactAnswer[] | null })[];
  /** `spans` is null where MLflow has none to give: the trace was begun and never ended. */
  traces?: (Answer & { trace_id: string; spans: Answer[] | null })[];
  logged_models?: (Answer & { model_id: string; experiment_id: string; artifacts?: ArtifactAnswer[] })[];
  prompts?: (Answer & { name: string })[];
  searches: SearchAnswer[];
  /** Searches page by page. */
  walks?: (SearchAnswer & { pages: unknown[][] })[];
  /** Calls that name what is not there. */
  refusals?: (CallAnswer & { args: unknown[] })[];
}

const read = new Map<string, Oracle>();

/** Each file is parsed once: whoever has an oracle must not change it. */
export function readOracle(file: string): Oracle {
  let oracle = read.get(file);
  if (oracle === undefined) {
    oracle = JSON.parse(readFileSync(file, "utf8"), decodeNumber) as Oracle;
    read.set(file, oracle);
  }
  return oracle;
}

/** JSON has no NaN: the oracles write {"$float": "NaN"}. */
export function decodeNumber(_key: string, value: unknown): unknown {
  return typeof value === "object" && value !== null && "$float" in value ? Number(value.$float) : value;
}

/** The first line of a message, sets that Python would print sorted, as the oracles have them. */
export function firstLine(message: string): string {
  const line = message.split(/\r\n|[\n\r\v\f\u2028\u2029]/, 1)[0] ?? "";
  return line.replace(/\{('[^']*'(?:, '[^']*')*)\}/g, (_, members: string) => `{${sorted(members.split(", "))}}`);
}

function sorted(members: string[]): string {
  return members.sort((a, b) => (a < b ? -1 : 1)).join(", ");
}
