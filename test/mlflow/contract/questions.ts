import { inspect, isDeepStrictEqual } from "node:util";
import { MlflowError } from "../../../src/mlflow/errors.ts";
import { type CallAnswer, type Oracle, firstLine } from "../oracle.ts";
import type { Call } from "../realMlflow.ts";

/** One thing asked of a store, with MLflow's answer. */
export interface Question {
  /** The same for the same question to every oracle and store. */
  title: string;
  /** MLflow's result or refusal; a plain value is a result. */
  expected: Outcome;
  ask: () => Promise<unknown>;
  /** The result is an entity: compared by the keys that the oracle has, where null, absent and "" are the same. */
  isEntity?: boolean;
  /** The same for MLflow's own client. */
  call?: Call;
}

export type Outcome = Pick<CallAnswer, "result" | "error" | "code">;

/** How many differences are told in full. */
const told = 25;

export interface Comparison {
  /** What the titles of questions look like that are not asked. */
  skipped: readonly RegExp[];
  /** MLflow's own client at the same place; where it answers otherwise than the oracles, it is right. */
  judge?: (calls: readonly Call[]) => Promise<Outcome[]>;
}

interface Asked {
  title: string;
  answer: Outcome;
  /** The question as each oracle has it that has it. */
  candidates: { version: string; question: Question }[];
}

/** Asks each question once and compares the answer with every oracle that has the question; one that agrees is enough. */
export async function compareAnswers(
  asked: { oracle: Oracle; questions: Question[] }[],
  { skipped, judge }: Comparison,
): Promise<{ failed: number; report: string; notes: string[] }> {
  const byTitle = new Map<string, Asked["candidates"]>();
  for (const { oracle, questions } of asked) {
    for (const question of questions) {
      const same = byTitle.get(question.title) ?? [];
      byTitle.set(question.title, [...same, { version: oracle.mlflow, question }]);
    }
  }
  const differing: Asked[] = [];
  const agreed = new Map<string, string[]>();
  for (const [title, candidates] of byTitle) {
    if (skipped.some((pattern) => pattern.test(title))) continue;
    const answer = await outcome(candidates[0]!.question.ask);
    const agreeing = candidates.filter(({ question }) => differs(question, answer) === undefined);
    if (agreeing.length === 0) differing.push({ title, answer, candidates });
    else if (agreeing.length < candidates.length) {
      const version = agreeing[0]!.version;
      agreed.set(version, [...(agreed.get(version) ?? []), title]);
    }
  }
  const differences = judge === undefined ? differing : await unlikeJudge(differing, judge, agreed);
  const names = labels(asked.map(({ oracle }) => oracle));
  const report = [
    `${differences.length} of ${byTitle.size} answers differ from MLflow's:`,
    ...differences.slice(0, told).map(describeDifference),
    ...(differences.length > told ? [`… and ${differences.length - told} more`] : []),
  ].join("\n\n");
  const notes = [...agreed].map(([version, titles]) => `as ${version} alone: ${titles.length} (${titles.join("; ")})`);
  return { failed: differences.length, report: labelled(report, names), notes: notes.map((n) => labelled(n, names)) };
}

/** Those that MLflow's own client, asked now, does not agree with either. */
async function unlikeJudge(
  differing: readonly Asked[],
  judge: NonNullable<Comparison["judge"]>,
  agreed: Map<string, string[]>,
): Promise<Asked[]> {
  const callOf = ({ candidates }: Asked) => candidates[0]!.question.call;
  const judged = differing.filter((asked) => callOf(asked) !== undefined);
  const verdicts = judged.length === 0 ? [] : await judge(judged.flatMap((asked) => [callOf(asked)!]));
  const left = differing.filter((asked) => callOf(asked) === undefined);
  for (const [at, asked] of judged.entries()) {
    const version = "MLflow's client here";
    const question = { ...asked.candidates[0]!.question, expected: verdicts[at]! };
    if (differs(question, asked.answer) === undefined)
      agreed.set(version, [...(agreed.get(version) ?? []), asked.title]);
    else left.push({ ...asked, candidates: [...asked.candidates, { version, question }] });
  }
  return left;
}

/** What a call comes to; an error that is not the core's is a defect and shown as one. */
export async function outcome(ask: () => Promise<unknown>): Promise<Outcome> {
  try {
    return { result: await ask() };
  } catch (error) {
    if (error instanceof MlflowError) return { error: firstLine(error.message), code: error.errorCode };
    return { error: `not an MlflowError: ${error instanceof Error ? error.stack : String(error)}`, code: "DEFECT" };
  }
}

/** Where the answer differs from the expected one, in words; undefined where it does not. */
function differs(question: Question, answer: Outcome): string | undefined {
  const { expected } = question;
  // Where Python itself failed, MLflow meant nothing by it.
  if (expected.code === null && answer.code !== "DEFECT") return undefined;
  if (expected.error !== undefined || answer.error !== undefined) {
    return sameRefusal(expected, answer) ? undefined : `${shown(expected)}\n    ours: ${shown(answer)}`;
  }
  if (question.isEntity) return entityDifference(expected.result as object, answer.result as object);
  if (isDeepStrictEqual(expected.result, answer.result)) return undefined;
  return `${text(expected.result)}\n    ours: ${text(answer.result)}`;
}

function sameRefusal(expected: Outcome, answer: Outcome): boolean {
  if (expected.error === undefined) return false;
  return expected.error === answer.error && (expected.code === undefined || expected.code === answer.code);
}

function entityDifference(expected: object, answer: object): string | undefined {
  const lines = Object.entries(expected).flatMap(([key, value]) => {
    const ours = (answer as Record<string, unknown>)[key];
    if (parts.has(key) ? hasSameParts(value, ours) : isDeepStrictEqual(withoutBlank(value), withoutBlank(ours)))
      return [];
    return `${key}: ${text(value)}\n    ours: ${text(ours)}`;
  });
  return lines.length === 0 ? undefined : lines.join("\n    ");
}

/** Of an entity these are lists of entities again. */
const parts = new Set(["datasets", "assessments", "versions"]);

function hasSameParts(expected: unknown, ours: unknown): boolean {
  if (!Array.isArray(expected) || !Array.isArray(ours) || expected.length !== ours.length) return false;
  return expected.every((part: object, at) => entityDifference(part, ours[at] as object) === undefined);
}

function withoutBlank(value: unknown): unknown {
  return value === null || value === "" ? undefined : value;
}

function describeDifference({ title, answer, candidates }: Asked): string {
  const lines = candidates.map(({ version, question }) => `  ${version}: ${differs(question, answer)}`);
  return [title, ...lines].join("\n");
}

function shown({ error, code, result }: Outcome): string {
  return error === undefined ? text(result) : `refused, ${code ?? "any code"}: ${error}`;
}

function text(value: unknown): string {
  return inspect(value, { depth: 8, breakLength: 160, maxStringLength: 400, maxArrayLength: 60, sorted: true });
}

/** Ids tell nobody anything: names by id. */
function labels(oracles: readonly Oracle[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const oracle of oracles) {
    for (const run of oracle.runs) names.set(run.run_id, run.run_name ?? "");
    for (const experiment of oracle.experiments) names.set(experiment.experiment_id, experiment.name);
    for (const model of oracle.logged_models ?? []) names.set(model.model_id, String(model["name"]));
  }
  return names;
}

function labelled(report: string, names: Map<string, string>): string {
  return report.replace(/\b(?:m-)?[0-9a-f]{32}\b|\b\d{18}\b/g, (id) => {
    const name = names.get(id);
    return name === undefined ? id : `${id.slice(0, 6)}…(${name})`;
  });
}
