import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { openStoreHere } from "../../../src/mlflow/open.ts";
import type { Store } from "../../../src/mlflow/store.ts";
import { type Fixture, storeUri, unpack } from "../../fixtures.ts";
import { type Outcome, outcome } from "../contract/questions.ts";
import { type Oracle, readOracle } from "../oracle.ts";
import { type MlflowVersion, type RealMlflow, startMlflow } from "../realMlflow.ts";
import { isFor, type Step } from "./steps.ts";
import { type Contents, contentsOfStore, masked, type Masks, maskText, timesAndIds } from "./storeContents.ts";
import { topics } from "./topics.ts";

/** How a reference is compared that is not the MLflow whose writes ours are. */
export interface OtherVersion {
  /** Its words differ: only that both refuse is compared. */
  ignoreWords: boolean;
  /** Makes of contents what both versions write. */
  common(contents: Contents): Contents;
}

/**
 * Does the same writes on two copies of a fixture, by our store and by the real MLflow: each is accepted or refused in the
 * same words, and afterwards the copies hold the same, but for times and random ids that are new in both.
 */
export function differential(fixture: Fixture, version: MlflowVersion, other?: OtherVersion): void {
  const { backend, major } = fixture;
  describe(`writes to ${fixture.name}, as MLflow ${version} writes`, () => {
    let ours: Side;
    let theirs: Side;
    let store: Store;
    let mlflow: RealMlflow;
    const told = new Set<string>();
    before(async () => {
      const oracle = readOracle(fixture.oracles[0]!);
      ours = sideOf(fixture, oracle, async ([call, ...args]) => outcome(() => write(store, call, args)));
      theirs = sideOf(fixture, oracle, async (call) => (await mlflow.ask([call]))[0]!);
      store = await openStoreHere(storeUri(ours.folder, backend));
      mlflow = await startMlflow(version, storeUri(theirs.folder, backend), theirs.folder);
    });
    after(async () => {
      await mlflow?.close();
      await store?.close();
    });

    for (const [topic, steps] of Object.entries(topics)) {
      test(`${topic}: the same answers, the same store`, async () => {
        const differences: string[] = [];
        for (const step of steps.filter((given) => isFor(given, major, backend))) {
          const [expected, answer] = [await take(theirs, step), await take(ours, step)];
          if (!isSame(expected, answer, other)) differences.push(describeStep(step, expected, answer));
        }
        assert.equal(differences.length, 0, `${differences.length} answers differ:\n\n${differences.join("\n\n")}`);
        compareContents(contentsOf(theirs, backend, other), contentsOf(ours, backend, other), told);
      });
    }
  });
}

/** One of the two copies, and what is known of its ids. */
interface Side {
  folder: string;
  ids: Map<string, string>;
  before: Set<string>;
  ask(call: readonly [string, ...unknown[]]): Promise<Outcome>;
}

function sideOf(fixture: Fixture, oracle: Oracle, ask: Side["ask"]): Side {
  const folder = unpack(fixture.archive);
  return { folder, ids: fixtureNames(oracle), before: timesAndIds(contentsOfStore(folder, fixture.backend)), ask };
}

/** What steps may name: experiments and runs by their names, `deleted` for a deleted run, traces by their place. */
function fixtureNames(oracle: Oracle): Map<string, string> {
  const names = new Map<string, string>();
  for (const run of oracle.runs) names.set(run.run_name ?? "", run.run_id);
  for (const experiment of oracle.experiments) names.set(experiment.name, experiment.experiment_id);
  for (const [at, trace] of (oracle.traces ?? []).entries()) names.set(`trace ${at}`, trace.trace_id);
  return names;
}

async function take(side: Side, { call, args, as }: Step): Promise<Outcome> {
  const named = JSON.parse(JSON.stringify(args), (_key, value: unknown) =>
    typeof value === "string" ? withIds(value, side.ids) : value,
  ) as unknown[];
  const answer = await side.ask([call, ...named]);
  if (answer.error !== undefined) return { ...answer, error: maskText(answer.error, masksOf(side)) };
  if (call.startsWith("create") || as !== undefined) side.ids.set(as ?? `made ${side.ids.size}`, String(answer.result));
  return {};
}

/** `$NAME` is the id of the thing of that name; the longest name counts. */
function withIds(text: string, ids: ReadonlyMap<string, string>): string {
  const at = text.indexOf("$");
  if (at === -1) return text;
  const names = [...ids.keys()].filter((name) => name !== "" && text.startsWith(name, at + 1));
  const name = names.reduce((longest, candidate) => (candidate.length > longest.length ? candidate : longest), "");
  if (name === "") return text;
  return text.slice(0, at) + ids.get(name)! + text.slice(at + 1 + name.length);
}

async function write(store: Store, call: string, args: unknown[]): Promise<unknown> {
  const methods = store as unknown as Record<
    string,
    (...args: unknown[]) => Promise<Record<string, unknown> | undefined>
  >;
  const made = await methods[call]!(...args);
  // A run names its experiment, a version its run.
  return made?.["version"] ?? made?.["assessmentId"] ?? made?.["runId"] ?? made?.["experimentId"] ?? made?.["name"];
}

function isSame(expected: Outcome, answer: Outcome, other: OtherVersion | undefined): boolean {
  if (expected.error === undefined || answer.error === undefined) return expected.error === answer.error;
  if (answer.code === "DEFECT") return false;
  // Where Python itself failed, MLflow has no words.
  return (
    other?.ignoreWords === true ||
    expected.code === null ||
    (expected.error === answer.error && expected.code === answer.code)
  );
}

function describeStep({ call, args }: Step, expected: Outcome, answer: Outcome): string {
  const told = ({ error, code }: Outcome) => (error === undefined ? "accepted" : `refused, ${code}: ${error}`);
  return `${call} ${JSON.stringify(args).slice(0, 300)}\n  MLflow: ${told(expected)}\n    ours: ${told(answer)}`;
}

function contentsOf(side: Side, backend: Fixture["backend"], other: OtherVersion | undefined): Contents {
  const contents = masked(contentsOfStore(side.folder, backend), masksOf(side));
  return other?.common(contents) ?? contents;
}

/** Short ids, as of versions, are no secret and the same on both sides. */
function masksOf({ folder, ids, before }: Side): Masks {
  const names = new Map(
    [...ids].filter(([, id]) => /^(?:(?:m-|a-|tr-)?[0-9a-f]{32}|\d{18})$/.test(id)).map(([name, id]) => [id, name]),
  );
  return { folder, names, before };
}

/** @param told what differs after an earlier topic, and is no news */
function compareContents(expected: Contents, ours: Contents, told: Set<string>): void {
  const paths = [...new Set([...Object.keys(expected), ...Object.keys(ours)])].sort();
  const differences = paths
    .filter((path) => JSON.stringify(expected[path]) !== JSON.stringify(ours[path]))
    .map((path) => describeContent(path, expected[path], ours[path]))
    .filter((difference) => !told.has(difference));
  for (const difference of differences) told.add(difference);
  const report = `${differences.length} files or tables differ:\n\n${differences.slice(0, 20).join("\n\n")}`;
  assert.equal(differences.length, 0, report);
}

function describeContent(
  path: string,
  expected: Contents[string] | undefined,
  ours: Contents[string] | undefined,
): string {
  if (Array.isArray(expected) && Array.isArray(ours)) {
    const lines = [
      ...expected.filter((row) => !ours.includes(row)).map((row) => `  MLflow: ${row}`),
      ...ours.filter((row) => !expected.includes(row)).map((row) => `    ours: ${row}`),
    ];
    return [path, ...lines.slice(0, 40)].join("\n").slice(0, 6_000);
  }
  return `${path}\n  MLflow: ${JSON.stringify(expected)}\n    ours: ${JSON.stringify(ours)}`.slice(0, 3_000);
}
