import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { dumps } from "../../../src/mlflow/pythonJson.ts";
import { type SearchKind } from "../../../src/mlflow/search/ast.ts";
import { compareRows, compileFilter, type Row } from "../../../src/mlflow/search/evaluate.ts";
import { parseOrderBy } from "../../../src/mlflow/search/orderBy.ts";
import { parseFilter } from "../../../src/mlflow/search/parse.ts";
import { plainEntities, rowOf } from "./entities.ts";
import { clause, orderClause, pick, type Random, randomFrom } from "./generate.ts";
import { type Reference, startReference } from "./reference.ts";

// Generated entities, filtered and sorted by MLflow 3.17's file store and by us. SEARCH_FUZZ and SEARCH_FUZZ_SEED as in
// parser.live.test.ts.

const count = Number(process.env["SEARCH_FUZZ"] ?? 2_000);
const seed = Number(process.env["SEARCH_FUZZ_SEED"] ?? 1);
const queriesPerStore = 25;

interface Query {
  filter: string;
  orderBy: string[];
}

describe(`evaluation beside MLflow's (seed ${seed}, ${count} searches)`, () => {
  let reference: Reference;
  before(async () => (reference = await startReference()));
  after(() => reference.close());

  const kinds = ["runs", "experiments", "registeredModels", "modelVersions", "loggedModels", "traces"] as const;
  for (const kind of kinds) {
    test(`${kind} are found and sorted alike`, async () => {
      const random = randomFrom(seed + kinds.indexOf(kind));
      const differing: unknown[] = [];
      for (let store = 0; store < Math.ceil(count / kinds.length / queriesPerStore); store++) {
        const entities = plainEntities(random, kind, 30);
        const rows = entities.map(rowOf);
        const queries = Array.from({ length: queriesPerStore }, () => generatedQuery(random, kind));
        const asked = queries.map((query) => ({
          ...query,
          orderBy: kind === "loggedModels" ? fields(query) : query.orderBy,
        }));
        const answers = await reference.ask({ call: "evaluate", kind, entities, queries: asked });
        for (const [at, expected] of answers.entries()) {
          const ours = search(kind, rows, queries[at]!);
          if ("failure" in expected) {
            // MLflow has no answer: ours is a refusal too, or a number or an absence that Python cannot compare.
            if (typeof ours === "string" || /^(Type|Overflow)Error/.test(expected.failure)) continue;
          }
          const wanted =
            "answer" in expected
              ? expected.answer
              : "failure" in expected
                ? expected.failure
                : expected.refusal.replace(/\{'[^{}]*'\}/g, "{}");
          if (dumps(wanted) !== dumps(ours)) differing.push({ query: queries[at], wanted, ours });
        }
      }
      assert.deepEqual(differing.slice(0, 20), [], `${differing.length} of ${count / kinds.length} differ`);
    });
  }
});

function search(kind: SearchKind, rows: readonly Row[], { filter, orderBy }: Query): unknown {
  try {
    const matches = compileFilter(kind, parseFilter(kind, filter, "file"));
    const found = rows.filter(matches);
    const compare = compareRows(kind, parseOrderBy(kind, orderBy, "file"));
    return found.toSorted(compare).map((row) => rows.indexOf(row));
  } catch (error) {
    return (error as Error).message.replace(/\{'[^{}]*'\}/g, "{}");
  }
}

/** Mostly one that is understood. */
function generatedQuery(random: Random, kind: SearchKind): Query {
  const understood = (make: () => string, parse: (text: string) => unknown): string => {
    for (let tries = 0; tries < 20; tries++) {
      const text = make();
      try {
        parse(text);
        return text;
      } catch {
        // refused: the next one
      }
    }
    return make();
  };
  const clauses = Array.from({ length: Math.floor(random() * 3) }, () =>
    understood(
      () => clause(random, kind),
      (text) => {
        const isRefused = parseFilter(kind, text, "file").some(({ refusal }) => refusal !== undefined);
        if (isRefused && random() < 0.8) throw new Error("refused");
      },
    ),
  );
  const order = (): string => (kind === "loggedModels" ? modelOrder(random) : orderClause(random, kind));
  const orderBy = Array.from({ length: Math.floor(random() * 3) }, () =>
    understood(order, (text) => parseOrderBy(kind, [text], "file")),
  );
  return { filter: clauses.join(" AND "), orderBy };
}

function modelOrder(random: Random): string {
  const field = pick(random, [
    "name",
    "status",
    "creation_time",
    "model_id",
    "metrics.a",
    "metrics.loss",
    "metrics.x-y",
  ]);
  return `${field}${pick(random, ["", " ASC", " DESC"])}`;
}

/** MLflow takes the order of logged models as dictionaries. */
function fields({ orderBy }: Query): object[] {
  return orderBy.map((text) => ({ field_name: text.split(" ")[0]!, ascending: !text.endsWith("DESC") }));
}
