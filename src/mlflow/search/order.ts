import { compareCodePoints } from "../codePoints.ts";
import { type OrderBy, type SearchKind } from "./ast.ts";
import { type Row } from "./evaluate.ts";

const defaults: Readonly<Record<SearchKind, readonly OrderBy[]>> = {
  runs: [],
  experiments: [descending("creation_time"), ascending("experiment_id")],
  registeredModels: [],
  modelVersions: [descending("last_updated_timestamp"), ascending("name"), descending("version_number")],
  loggedModels: [],
  traces: [],
};

/** What decides between equals, where it is not ordered by already. */
const ties: Readonly<Record<SearchKind, readonly OrderBy[]>> = {
  runs: [descending("start_time"), ascending("run_id")],
  experiments: [descending("experiment_id")],
  registeredModels: [ascending("name")],
  modelVersions: [ascending("name"), descending("version_number")],
  loggedModels: [descending("creation_timestamp"), ascending("model_id")],
  traces: [descending("timestamp_ms"), ascending("request_id")],
};

function ascending(key: string): OrderBy {
  return { type: "attribute", key, ascending: true };
}

function descending(key: string): OrderBy {
  return { type: "attribute", key, ascending: false };
}

/** The orders that MLflow's file store follows: those given or its defaults, and then what decides between equals. */
export function completeOrders(kind: SearchKind, orders: readonly OrderBy[]): OrderBy[] {
  const asked = orders.length > 0 ? orders : defaults[kind];
  const isNamed = (tie: OrderBy): boolean => asked.some(({ type, key }) => type === tie.type && key === tie.key);
  return [...asked, ...ties[kind].filter((tie) => !isNamed(tie))];
}

/**
 * A comparator for `sort`: the orders, then MLflow's defaults and ties of the file store. Numbers first, then NaN, then
 * what is absent, in both directions; texts by code point. Only logged models know no place for NaN: as in Python it is
 * neither less nor greater than any number, and what a sort makes of that depends on the order before.
 */
export function compareRows(kind: SearchKind, orders: readonly OrderBy[]): (a: Row, b: Row) => number {
  const compareFound = kind === "loggedModels" ? compareUnplaced : comparePlaced;
  const comparers = completeOrders(kind, orders).map(({ type, key, ascending: isAscending }) => {
    const read = reader(type, key);
    return (a: Row, b: Row) => compareFound(read(a), read(b), isAscending);
  });
  return (a, b) => {
    for (const compare of comparers) {
      const result = compare(a, b);
      // NaN: not equal, so that no later order decides, and neither is less.
      if (result !== 0) return Number.isNaN(result) ? 0 : result;
    }
    return 0;
  };
}

type Found = string | number | undefined;

function reader(type: OrderBy["type"], key: string): (row: Row) => Found {
  if (type === "metric") return (row) => (row.latestMetric ? row.latestMetric(key) : row.metric?.(key));
  if (type === "parameter") return (row) => row.parameter?.(key);
  if (type === "tag") return (row) => row.tag?.(key);
  return (row) => row.attribute(key);
}

/** Values, then NaN, then what is absent. */
export function comparePlaced(a: Found, b: Found, isAscending: boolean): number {
  const rank = placeOf(a) - placeOf(b);
  return rank !== 0 || placeOf(a) > 0 ? rank : compareUnplaced(a, b, isAscending);
}

/** Values, then what is absent; NaN where one of them is NaN. */
function compareUnplaced(a: Found, b: Found, isAscending: boolean): number {
  if (a === b) return 0;
  if (a === undefined || b === undefined) return a === undefined ? 1 : -1;
  const order =
    typeof a === "string" && typeof b === "string" ? compareCodePoints(a, b) : (a as number) - (b as number);
  return isAscending ? order : -order;
}

/** 0: a value, 1: NaN, 2: nothing. */
function placeOf(value: Found): number {
  return value === undefined ? 2 : Number.isNaN(value) ? 1 : 0;
}
