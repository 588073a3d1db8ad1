import { parentRunTag } from "../../entities.ts";
import { runsInCircles } from "../../nesting.ts";
import { parseOrderBy } from "../../search/orderBy.ts";
import { parseFilter } from "../../search/parse.ts";
import { compileSearch } from "../../search/sql.ts";
import { inList, raw, type Sql, sql } from "../../search/sqlText.ts";
import { type RunsQuery } from "../../store.ts";
import { type Database } from "../database.ts";
import { isOfExperiments } from "./experimentIds.ts";
import { isInView } from "./view.ts";

/** Which runs a query finds and in which order, as what follows `FROM runs`. */
export interface MatchingRuns {
  /** Also where the order does not matter. */
  where: Sql;
  joins: Sql;
  orderBy: Sql;
  /** Whether the order is by start time first, the newest before. */
  isNewestFirst: boolean;
}

/** The id inside a tag of a nested run: tools that "fix" the ends of files leave a line break there. */
const idIn = (table: string) => raw(`trim(${table}.value, char(9, 10, 13, 32))`);
export const parentId = idIn("tags");

/** @throws MlflowError as `SqlAlchemyStore._search_runs` does for filters, orders and experiment ids */
export function matchingRuns(database: Database, query: RunsQuery): MatchingRuns {
  const { experimentIds, filter, orderBy: asked, viewType, nesting } = query;
  // MLflow reads the filter first: of two mistakes it tells that one.
  const comparisons = parseFilter("runs", filter, "sqlite");
  const orders = parseOrderBy("runs", asked, "sqlite");
  const { joins, where, orderBy } = compileSearch("runs", comparisons, orders, database);
  const [first = { type: "attribute", key: "start_time", ascending: false }] = orders;
  const isNewestFirst = first.type === "attribute" && first.key === "start_time" && !first.ascending;
  const found = sql`${isOfExperiments("runs.experiment_id", experimentIds)} AND ${isInView("runs", viewType)} AND ${where}`;
  return { joins, where: sql`${found}${nestingCondition(database, nesting, found)}`, orderBy, isNewestFirst };
}

/**
 * @param found what the runs match without this; inside a subquery over `runs` it speaks of that subquery's run
 */
function nestingCondition(database: Database, nesting: RunsQuery["nesting"], found: Sql): Sql {
  if (nesting === undefined) return sql``;
  if (nesting === "top") {
    const inCircles = nestedInCircles(database, found);
    const isInCircle = inCircles.length === 0 ? sql`` : sql` AND tags.run_uuid NOT IN ${inList(inCircles)}`;
    return sql` AND runs.run_uuid NOT IN (SELECT tags.run_uuid FROM tags WHERE tags.key = ${parentRunTag}
      AND EXISTS (SELECT 1 FROM runs WHERE runs.run_uuid = ${parentId} AND ${found})${isInCircle})`;
  }
  return sql` AND runs.run_uuid IN (SELECT tags.run_uuid FROM tags WHERE tags.key = ${parentRunTag}
    AND ${parentId} = ${nesting.parentRunId} AND tags.run_uuid != ${nesting.parentRunId})`;
}

/**
 * The runs whose parents lead back to themselves, which are shown at the top. In a circle every parent's parent has a
 * parent: almost no other run is nested as deeply, so that two look-ups leave next to nothing to be followed.
 */
function nestedInCircles(database: Database, found: Sql): string[] {
  const edges = database.rows<[string, string]>(sql`SELECT tags.run_uuid, ${parentId} AS parent FROM tags
    WHERE tags.key = ${parentRunTag}
    AND EXISTS (SELECT 1 FROM tags AS above WHERE above.key = ${parentRunTag} AND above.run_uuid = ${parentId}
      AND EXISTS (SELECT 1 FROM tags AS top WHERE top.key = ${parentRunTag} AND top.run_uuid = ${idIn("above")}))
    AND EXISTS (SELECT 1 FROM runs WHERE runs.run_uuid = tags.run_uuid AND ${found})`);
  return [...runsInCircles(new Map(edges))];
}
