import { type Answering } from "./fakeServer.ts";

/** A run of the fake: `parent` becomes the tag, `x` a parameter. */
export interface FakeRun {
  id: string;
  parent?: string;
  x?: string;
  status?: string;
  deleted?: boolean;
}

interface Search {
  experiment_ids: string[];
  filter: string;
  max_results: number;
  page_token?: string;
  run_view_type: string;
}

/**
 * MLflow's `runs/search` as far as these tests go: order as given, filters of the parent's tag, `run_id`, `status` and
 * `params.x`, pages by MLflow's tokens (or others, if `opaqueTokens`).
 */
export function searchRuns(runs: readonly FakeRun[], { opaqueTokens = false, knowsNull = true } = {}): Answering {
  return ({ body }, response) => {
    const search = JSON.parse(body) as Search;
    const clauses = search.filter === "" ? [] : search.filter.split(" AND ");
    const refused = clauses.find((clause) => (/IS NULL/.test(clause) && !knowsNull) || clause.endsWith(">"));
    if (refused !== undefined) {
      const message = `Invalid clause(s) in filter string: ${search.filter}`;
      response.writeHead(400).end(JSON.stringify({ error_code: "INVALID_PARAMETER_VALUE", message }));
      return undefined;
    }
    const shown = runs.filter(({ deleted = false }) => search.run_view_type === "ALL" || !deleted);
    const found = shown.filter((run) => clauses.every((clause) => holds(run, clause)));
    const start = offsetOf(search.page_token, opaqueTokens);
    const end = start + search.max_results;
    return {
      runs: found.slice(start, end).map(document),
      ...(end < found.length ? { next_page_token: tokenOf(end, opaqueTokens) } : {}),
    };
  };
}

/** MLflow's `runs/get`. */
export function getRun(runs: readonly FakeRun[]): Answering {
  return ({ url }) => {
    const found = runs.find(({ id }) => id === url.searchParams.get("run_id"));
    return { run: found && document(found) };
  };
}

function holds(run: FakeRun, clause: string): boolean {
  const { id, parent, x, status = "FINISHED" } = run;
  const listed = [...clause.matchAll(/'([^']*)'/g)].map(([, text]) => text);
  if (clause.includes("IS NULL")) return parent === undefined;
  if (clause.includes("parentRunId")) return clause.includes("!=") ? parent !== undefined : parent === listed[0];
  if (clause.startsWith("attributes.run_id")) return listed.includes(id) !== clause.includes("!=");
  return clause.startsWith("attributes.status") ? status === listed[0] : x === listed[0];
}

function document({ id, parent, x, status = "FINISHED", deleted = false }: FakeRun): object {
  return {
    info: { run_id: id, experiment_id: "1", status, start_time: 1, lifecycle_stage: deleted ? "deleted" : "active" },
    data: {
      params: x === undefined ? [] : [{ key: "x", value: x }],
      tags: parent === undefined ? [] : [{ key: "mlflow.parentRunId", value: parent }],
    },
  };
}

function tokenOf(offset: number, isOpaque: boolean): string {
  return isOpaque ? `t${offset}` : Buffer.from(`{"offset": ${offset}}`).toString("base64");
}

function offsetOf(token: string | undefined, isOpaque: boolean): number {
  if (!token) return 0;
  return isOpaque
    ? Number(token.slice(1))
    : (JSON.parse(Buffer.from(token, "base64").toString()) as { offset: number }).offset;
}
