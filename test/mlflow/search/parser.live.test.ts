import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { MlflowError } from "../../../src/mlflow/errors.ts";
import { type Dialect, type SearchKind } from "../../../src/mlflow/search/ast.ts";
import { parseOrderBy } from "../../../src/mlflow/search/orderBy.ts";
import { parseFilter } from "../../../src/mlflow/search/parse.ts";
import { broken, filter, orderClause, pick, type Random, randomFrom } from "./generate.ts";
import { type Answer, type Reference, startReference } from "./reference.ts";

// Generated filters and orders, right and broken, read by MLflow 3.17 and by us. SEARCH_FUZZ=20000 asks for more of them,
// SEARCH_FUZZ_SEED repeats a run.

const count = Number(process.env["SEARCH_FUZZ"] ?? 2_000);
const seed = Number(process.env["SEARCH_FUZZ_SEED"] ?? 1);
const kinds: readonly SearchKind[] = [
  ...(["runs", "experiments", "registeredModels", "modelVersions", "loggedModels", "traces"] as const),
];

describe(`the parser beside MLflow's (seed ${seed}, ${count} strings)`, () => {
  let reference: Reference;
  before(async () => (reference = await startReference()));
  after(() => reference.close());

  for (const kind of kinds) {
    const random = randomFrom(seed + kinds.indexOf(kind));
    const filters = Array.from({ length: Math.ceil(count / kinds.length) }, () => generated(random, kind));

    for (const dialect of kind === "loggedModels" ? (["file", "sqlite"] as const) : (["file"] as const)) {
      test(`filters of ${kind} (${dialect}) are read alike`, async () => {
        const answers = await reference.ask({ call: "parseFilter", kind, dialect, filters });
        const differing = filters.flatMap((text, at) =>
          difference(text, answers[at]!, () => parse(kind, text, dialect)),
        );
        assert.deepEqual(differing.slice(0, 20), [], `${differing.length} of ${filters.length} differ`);
      });
    }

    test(`filters of ${kind} are refused alike by the SQL store`, async () => {
      const some = filters.slice(0, Math.ceil(filters.length / 2));
      const queries = some.map((text) => ({ filter: text, orderBy: null }));
      const answers = await reference.ask({ call: "searchSql", kind, queries });
      const differing = some.flatMap((text, at) =>
        refusalDifference(text, answers[at]!, () => parseFilter(kind, text, "sqlite")),
      );
      assert.deepEqual(differing.slice(0, 20), [], `${differing.length} of ${some.length} differ`);
    });

    if (kind === "loggedModels") continue;
    const orders = Array.from({ length: Math.ceil(filters.length / 2) }, () => generatedOrder(random, kind));

    test(`orders of ${kind} are read alike`, async () => {
      const answers = await reference.ask({ call: "parseOrderBy", kind, orders });
      const differing = orders.flatMap((clauses, at) =>
        difference(JSON.stringify(clauses), answers[at]!, () =>
          parseOrderBy(kind, clauses, "file").map(({ type, key, ascending }) => [type, key, ascending]),
        ),
      );
      assert.deepEqual(differing.slice(0, 20), [], `${differing.length} of ${orders.length} differ`);
    });

    test(`orders of ${kind} are refused alike by the SQL store`, async () => {
      const queries = orders.map((orderBy) => ({ filter: null, orderBy }));
      const answers = await reference.ask({ call: "searchSql", kind, queries });
      const differing = orders.flatMap((clauses, at) =>
        refusalDifference(JSON.stringify(clauses), answers[at]!, () => parseOrderBy(kind, clauses, "sqlite")),
      );
      assert.deepEqual(differing.slice(0, 20), [], `${differing.length} of ${orders.length} differ`);
    });
  }
});

function generated(random: Random, kind: SearchKind): string {
  const source = filter(random, kind);
  return random() < 0.4 ? source : broken(random, source);
}

function generatedOrder(random: Random, kind: SearchKind): string[] {
  return Array.from({ length: 1 + Math.floor(random() * 2) }, () => {
    const source = orderClause(random, kind);
    return random() < 0.7 ? source : pick(random, [broken(random, source), `${source} `, ` ${source}`]);
  });
}

/** As MLflow's parser answers: a comparison that is refused only when it is applied is parsed all the same. */
function parse(kind: SearchKind, text: string, dialect: Dialect): unknown {
  return parseFilter(kind, text, dialect).map(({ type, key, comparator, value }) => ({
    type: kind === "loggedModels" && dialect === "sqlite" && type === "parameter" ? "param" : type,
    key,
    comparator,
    value: value ?? null,
  }));
}

function difference(text: string, expected: Answer, read: () => unknown): unknown[] {
  const found = attempt(read);
  // Where Python fails, MLflow has no answer of its own: ours may be either.
  if ("failure" in expected) return [];
  const wanted =
    "answer" in expected ? sameNumbers(expected.answer) : `${expected.code} ${withSortedSets(expected.refusal)}`;
  const ours = "answer" in found ? sameNumbers(found.answer) : `${found.code} ${found.refusal}`;
  if ("answer" in expected && isOfTheStore(found)) return [];
  return JSON.stringify(wanted) === JSON.stringify(ours) ? [] : [{ text, wanted, ours }];
}

function refusalDifference(text: string, expected: Answer, read: () => unknown): unknown[] {
  const found = attempt(read);
  if (isOfTheDatabase(expected)) return [];
  const wanted =
    "answer" in expected
      ? "accepted"
      : "failure" in expected
        ? expected.failure
        : `${expected.code} ${withSortedSets(expected.refusal)}`;
  const ours = "answer" in found ? "accepted" : `${found.code} ${found.refusal}`;
  // Python's words name addresses and nodes of its syntax tree: that we refuse too is enough.
  const isFailure = "failure" in expected || /malformed node|<unknown>/.test(wanted);
  return wanted === ours || (isFailure && ours !== "accepted") ? [] : [{ text, wanted, ours }];
}

/** A refusal that is not the parser's at MLflow: the search in an empty database compares it. */
function isOfTheStore(found: Answer): boolean {
  return "refusal" in found && /^(type object |Comparator |)'/.test(found.refusal);
}

/** What SQLAlchemy or SQLite could not do with a filter that MLflow accepted. */
function isOfTheDatabase(answer: Answer): boolean {
  return "refusal" in answer && /\[SQL: |sqlalche\.me|^IN expression list/.test(answer.refusal);
}

function attempt(read: () => unknown): Exclude<Answer, { failure: string }> {
  try {
    return { answer: read() };
  } catch (error) {
    if (error instanceof MlflowError) return { refusal: error.message, code: error.errorCode };
    throw error;
  }
}

/** JSON has no infinities. */
function sameNumbers(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, member: unknown) =>
      typeof member === "number"
        ? String(member)
        : typeof member === "string"
          ? member.replace(/^(-?\d+)\.0$/, "$1").replace(/^inf$/, "Infinity")
          : member,
    ),
  );
}

/** Python prints the members of a set in an order of its own. */
function withSortedSets(message: string): string {
  return message.replace(/\{'[^{}]*'\}/g, (set) => {
    const members = set.slice(2, -2).split("', '");
    return `{'${members.sort().join("', '")}'}`;
  });
}
