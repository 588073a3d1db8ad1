import { type Comparison, type OrderBy } from "../ast.ts";
import { type CompiledSearch, type Schema } from "../sql.ts";
import { joined, raw, type Sql, sql } from "../sqlText.ts";
import { compare, comparePair, inDirection, type Pairs } from "./compare.ts";

type Kind = "registeredModels" | "modelVersions";

interface Table {
  name: string;
  tags: string;
  /** What identifies a row, besides the workspace. */
  keys: readonly string[];
  columns: Readonly<Record<string, string>>;
  defaultOrder: readonly OrderBy[];
  /** Appended where they are not named. */
  ties: readonly OrderBy[];
}

const attribute = (key: string, ascending: boolean): OrderBy => ({ type: "attribute", key, ascending });
const promptTag = "mlflow.prompt.is_prompt";

const tables: Readonly<Record<Kind, Table>> = {
  registeredModels: {
    name: "registered_models",
    tags: "registered_model_tags",
    keys: ["name"],
    columns: { name: "registered_models.name", last_updated_timestamp: "registered_models.last_updated_time" },
    defaultOrder: [],
    ties: [attribute("name", true)],
  },
  modelVersions: {
    name: "model_versions",
    tags: "model_version_tags",
    keys: ["name", "version"],
    columns: {
      name: "model_versions.name",
      version_number: "model_versions.version",
      run_id: "model_versions.run_id",
      source_path: "model_versions.source",
      creation_timestamp: "model_versions.creation_time",
      last_updated_timestamp: "model_versions.last_updated_time",
    },
    defaultOrder: [
      attribute("last_updated_timestamp", false),
      attribute("name", true),
      attribute("version_number", false),
    ],
    ties: [attribute("name", true), attribute("version_number", false)],
  },
};

/**
 * As `_get_search_registered_model_filter_query`, `_get_search_model_versions_filter_clauses` and their orders
 * (`store/model_registry/sqlalchemy_store.py`).
 */
export function compileRegistry(
  kind: Kind,
  comparisons: readonly Comparison[],
  asked: readonly OrderBy[],
  schema: Schema,
): CompiledSearch {
  const table = tables[kind];
  const { columns, defaultOrder, ties } = table;
  const ownTags: Pairs = { table: table.tags, key: "key", value: "value", owner: ofSame(table, table.keys, schema) };
  const orders = asked.length > 0 ? asked : defaultOrder;
  const all = [...orders, ...ties.filter(({ key }) => !orders.some((order) => order.key === key))];
  const asksForPrompts = asksPrompts(comparisons);
  const conditions = comparisons
    // Where prompts are hidden, whatever else is said of their mark says nothing.
    .filter(({ type, key }) => asksForPrompts || type !== "tag" || key !== promptTag)
    .map((comparison) => condition(columns, ownTags, comparison));
  if (!asksForPrompts) conditions.push(sql`NOT ${isPrompt(table, schema)}`);
  return {
    joins: sql``,
    where: joined(conditions, " AND ", "TRUE"),
    orderBy: joined(
      all.map(({ key, ascending }) => inDirection(raw(columns[key] ?? "NULL"), ascending)),
      ", ",
    ),
  };
}

/** Whether a tag is of the same row in the values of `keys`. */
function ofSame({ name, tags }: Table, keys: readonly string[], schema: Schema): Sql {
  const all = schema.has(tags, "workspace") ? ["workspace", ...keys] : keys;
  return raw(all.map((key) => `pair.${key} = ${name}.${key}`).join(" AND "));
}

/** A version is a prompt's when any version of that name is marked as one. */
function isPrompt(table: Table, schema: Schema): Sql {
  return sql`EXISTS (SELECT 1 FROM ${raw(table.tags)} AS pair WHERE pair.key = ${promptTag} AND pair.value = 'true'
    AND ${ofSame(table, ["name"], schema)})`;
}

/** The first word about prompts decides. */
function asksPrompts(comparisons: readonly Comparison[]): boolean {
  const mark = comparisons.find(({ type, key }) => type === "tag" && key === promptTag);
  if (mark === undefined || typeof mark.value !== "string") return false;
  const value = mark.value.toLowerCase();
  return (mark.comparator === "=" && value === "true") || (mark.comparator === "!=" && value === "false");
}

function condition(columns: Table["columns"], tags: Pairs, comparison: Comparison): Sql {
  const { type, key, value } = comparison;
  if (type === "tag") return comparePair(tags, comparison);
  const number = key === "version_number" && typeof value === "string" ? Number(value.replaceAll("_", "")) : value;
  return compare(raw(columns[key] ?? "NULL"), { ...comparison, value: number });
}
