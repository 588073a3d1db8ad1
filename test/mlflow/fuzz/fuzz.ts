import { isDeepStrictEqual } from "node:util";
import { inParallel } from "../../../src/mlflow/rest/http/parallel.ts";
import type { Store } from "../../../src/mlflow/store.ts";
import { type Outcome, outcome } from "../contract/questions.ts";
import { search } from "../contract/searches.ts";
import type { RealMlflow } from "../realMlflow.ts";
import { randomFrom } from "../search/generate.ts";
import type { KeptCase } from "./cases.ts";
import { type GeneratedStore, generateStore } from "./generatedStore.ts";
import { generateQuery, type Query } from "./queries.ts";

// STORE_FUZZ is how many searches a backend is asked, STORE_FUZZ_SEED where they start: the bench asks 20,000, from
// another start each time. Tests start where they always do, so that they fail by a change and not by chance.

export const searches = Number(process.env["STORE_FUZZ"] ?? 2_000);
export const seed = Number(process.env["STORE_FUZZ_SEED"] ?? 1);
const searchesPerStore = 100;
/** A server answers one request while it reads the next. */
const parallelRequests = 4;
/** How many differences are told. */
const told = 15;

/** A generated store, opened by ours in each of its ways. */
export interface Opened {
  /** For the real MLflow. */
  uri: string;
  /** A server of that store: where ours is answered otherwise than `uri`, MLflow's client must be answered so by it. */
  server?: string;
  /** By what it is called in a report. */
  stores: Record<string, Store>;
}

/**
 * Generates stores and searches, and asks ours and the real MLflow.
 *
 * @param open writes a generated store and opens it
 * @param kept cases that are asked first
 * @returns what differs, each with the line for the table of cases
 */
export async function fuzz(
  mlflow: RealMlflow,
  open: (store: GeneratedStore) => Promise<Opened>,
  kept: readonly KeptCase[] = [],
): Promise<string> {
  const differences: string[] = [];
  for (const { storeSeed, ...query } of kept) {
    differences.push(...(await compare(mlflow, open, storeSeed, [query])));
  }
  for (let asked = 0, storeSeed = seed; asked < searches; asked += searchesPerStore, storeSeed++) {
    const store = generateStore(storeSeed);
    const random = randomFrom(storeSeed ^ 0x5eed);
    const queries = Array.from({ length: searchesPerStore }, () => generateQuery(random, store));
    differences.push(...(await compare(mlflow, open, storeSeed, queries)));
  }
  if (differences.length === 0) return "";
  const report = differences.slice(0, told).join("\n\n");
  return `${differences.length} of ${searches} searches differ (STORE_FUZZ_SEED=${seed}):\n\n${report}`;
}

interface Pair {
  query: Query;
  expected: Outcome;
  ours: Outcome;
}

async function compare(
  mlflow: RealMlflow,
  open: (store: GeneratedStore) => Promise<Opened>,
  storeSeed: number,
  queries: readonly Query[],
): Promise<string[]> {
  const { uri, server, stores } = await open(generateStore(storeSeed));
  const theirs = ask(mlflow, uri, queries);
  const differences: string[] = [];
  for (const [name, store] of Object.entries(stores)) {
    const [expected, ours] = await Promise.all([
      theirs,
      inParallel(queries, server === undefined ? 1 : parallelRequests, ({ call, args }) =>
        outcome(async () => (await search(store, call, args)).ids),
      ),
    ]);
    const differing = queries
      .map((query, at): Pair => ({ query, expected: expected[at]!, ours: ours[at]! }))
      .filter((pair) => !agree(pair.expected, pair.ours));
    const left = server === undefined ? differing : await unlikeClient(mlflow, server, differing);
    differences.push(...left.map((pair) => describe(name, storeSeed, pair)));
    await store.close();
  }
  return differences;
}

async function ask(mlflow: RealMlflow, uri: string, queries: readonly Query[]): Promise<Outcome[]> {
  const [, ...answers] = await mlflow.ask([["open", uri], ...queries.map(({ call, args }) => [call, args] as const)]);
  return answers;
}

/** Those that MLflow's client is not answered by the server either. */
async function unlikeClient(mlflow: RealMlflow, server: string, pairs: readonly Pair[]): Promise<Pair[]> {
  if (pairs.length === 0) return [];
  const queries = pairs.map(({ query }) => query);
  const answers = await ask(mlflow, server, queries);
  return pairs
    .map((pair, at) => ({ ...pair, expected: answers[at]! }))
    .filter((pair) => !agree(pair.expected, pair.ours) && !areRefusedAlike(pair));
}

function agree(expected: Outcome, ours: Outcome): boolean {
  if (ours.code === "DEFECT") return false;
  // Where Python itself or its database failed, MLflow has no answer.
  if (expected.code === null || expected.error?.startsWith("(sqlite3.")) return true;
  // A file store of MLflow's finds out that it cannot sort so when there is something to sort.
  if (Array.isArray(expected.result) && expected.result.length === 0 && isUnsortable(ours)) return true;
  // A list that is none is refused by Python's compiler, in words that change with its version.
  if (/\(<unknown>, line \d+\)$/.test(expected.error ?? "")) return ours.code === expected.code;
  // So is a word in a list, in words that name a place in Python's memory.
  if (/^malformed node or string/.test(expected.error ?? "")) return ours.error !== undefined;
  if (expected.error !== undefined) return expected.error === ours.error && expected.code === ours.code;
  return ours.error === undefined && isDeepStrictEqual(expected.result, ours.result);
}

/** MLflow's client hides prompts by words that it adds to a filter of models: what a server says of a broken one names them. */
function areRefusedAlike({ query, expected, ours }: Pair): boolean {
  return query.call === "search_registered_models" && expected.code !== undefined && expected.code === ours.code;
}

function isUnsortable({ error = "" }: Outcome): boolean {
  return /^Invalid order_by entity type 'dataset'$|has no attribute 'end_time_ms'$/.test(error);
}

function describe(name: string, storeSeed: number, { query, expected, ours }: Pair): string {
  const shown = ({ result, error, code }: Outcome) =>
    (error === undefined ? JSON.stringify(result) : `refused, ${code}: ${error}`).slice(0, 900);
  const kept = JSON.stringify({ storeSeed, ...query });
  return `${name}: ${kept}\n  MLflow: ${shown(expected)}\n    ours: ${shown(ours)}`;
}
