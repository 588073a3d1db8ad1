import { invalidParameter, MlflowError } from "../errors.ts";
import { type Dialect, type OrderBy, type SearchKind } from "./ast.ts";
import { grammars } from "./grammar.ts";
import { parseIdentifier, trimBackticks, unquoted } from "./identifier.ts";
import { modelColumns, modelColumnAliases } from "./loggedModelFilter.ts";
import { firstName } from "./parse.ts";
import { reprList, reprSet } from "./python/repr.ts";
import { shellWords } from "./python/shlex.ts";
import { parseStatements } from "./tokens/statements.ts";
import { isWhitespace, reads } from "./tokens/token.ts";
import { columnMetadata } from "./traceRefusal.ts";

/**
 * Parses `order_by` clauses (`KEY [ASC|DESC]`) as MLflow 3.17 does: only what was given; MLflow's defaults and ties belong
 * to those who sort. For logged models, whose order MLflow takes as dictionaries, a clause names `metrics.KEY` or an attribute.
 *
 * @throws MlflowError with MLflow's code and message, for what only the file store or only the SQL store refuses too
 */
export function parseOrderBy(kind: SearchKind, orderBy: readonly string[] | undefined, dialect: Dialect): OrderBy[] {
  const clauses = orderBy ?? [];
  // The file store sorts runs by the last clause first, and so meets its error first.
  const inTurn = kind === "runs" && dialect === "file" ? clauses.toReversed() : clauses;
  const named = new Set<string>();
  const orders = inTurn.map((clause) => {
    const order = parseClause(kind, clause, dialect);
    const name = `${order.type} ${order.key}`;
    if (dialect === "sqlite" && refusesRepeats(kind) && named.has(name)) {
      throw new MlflowError("INTERNAL_ERROR", `\`order_by\` contains duplicate fields: ${reprList(clauses)}`);
    }
    named.add(name);
    return order;
  });
  if (kind === "traces") orders.forEach(({ type, key }) => checkTraceEnd(type, key, "'TraceInfo' object"));
  return inTurn === clauses ? orders : orders.reverse();
}

/** MLflow takes the name for an order, but none of its stores has such a thing: the database says so in turn, files at last. */
function checkTraceEnd(type: OrderBy["type"], key: string, owner: string): void {
  if (type !== "attribute" || key !== "end_time_ms") return;
  throw new MlflowError("INTERNAL_ERROR", `${owner} has no attribute 'end_time_ms'`);
}

function refusesRepeats(kind: SearchKind): boolean {
  return kind !== "experiments" && kind !== "loggedModels";
}

function parseClause(kind: SearchKind, clause: string, dialect: Dialect): OrderBy {
  const { name, ascending } = parseDirection(clause);
  if (kind === "loggedModels") return { ...modelField(name, dialect), ascending };
  if (kind === "registeredModels" && dialect === "sqlite") return { ...registeredModelColumn(name), ascending };
  // Versions, too, are ordered by the rules of experiments.
  const grammar = kind === "registeredModels" || kind === "modelVersions" ? "experiments" : kind;
  const identifier = parseIdentifier(grammar, name, grammars[kind].orderKeys, undefined);
  const { type, key } = firstName(kind, identifier);
  if (kind === "modelVersions" && dialect === "sqlite") return { ...versionColumn(key), ascending };
  if (kind === "traces" && dialect === "sqlite") checkTraceEnd(type, key, "type object 'SqlTraceInfo'");
  const refusal = orderRefusal(kind, dialect, type, key);
  if (refusal !== undefined) throw invalidParameter(refusal);
  return { type, key, ascending };
}

function parseDirection(clause: string): { name: string; ascending: boolean } {
  const text = clauseText(clause);
  const words = text === undefined ? undefined : shellWords(text.replaceAll("`", '"'));
  // The words of Python's shlex, which MLflow lets through.
  if (text !== undefined && words === undefined) throw new MlflowError("INTERNAL_ERROR", "No closing quotation");
  if (text === undefined || words === undefined || words.length > 2) {
    throw invalidParameter(`Invalid order_by clause '${clause}'. Could not be parsed.`);
  }
  const [name, direction] = words;
  if (direction === undefined) return { name: text.trim(), ascending: true };
  const lower = direction.toLowerCase();
  if (lower !== "asc" && lower !== "desc") {
    throw invalidParameter(`Invalid ordering key in order_by clause '${clause}'.`);
  }
  return { name: name!.trim(), ascending: lower === "asc" };
}

/** A clause that is a name with its order, or a `timestamp`, which SQL takes for a type; otherwise `undefined`. */
function clauseText(clause: string): string | undefined {
  const statements = parseStatements(clause);
  if (statements === undefined) throw invalidParameter(`Error on parsing order_by clause '${clause}'`);
  const tokens = statements.length === 1 ? statements[0]!.children : [];
  const [first] = tokens;
  const last = tokens.at(-1);
  if (first === undefined || last === undefined) return undefined;
  if (tokens.length === 1 && first.kind === "Identifier") return first.text;
  if (!reads(first, "Name.Builtin", "timestamp")) return undefined;
  if (tokens.length === 1) return first.text;
  const isOrdered = last.type === "Keyword.Order" && tokens.slice(1, -1).every(isWhitespace);
  return isOrdered ? `timestamp ${last.text}` : undefined;
}

function orderRefusal(kind: SearchKind, dialect: Dialect, type: OrderBy["type"], key: string): string | undefined {
  if (kind === "runs") {
    if (type !== "dataset") return undefined;
    return dialect === "file" ? "Invalid order_by entity type 'dataset'" : "Invalid identifier type 'dataset'";
  }
  if (type === "attribute") return undefined;
  if (kind !== "traces") return `Invalid order_by entity: ${type}`;
  if (dialect === "file") return `Invalid order_by entity \`${type}\` with key \`${key}\``;
  if (type === "request_metadata" && columnMetadata.has(key)) {
    return `Ordering by reserved metadata '${key}' is not supported because it is represented by multiple columns.`;
  }
  return type === "tag" || type === "request_metadata" ? undefined : `Invalid identifier type '${type}'`;
}

/** The SQL store knows the times of registered models by the older names, and only that of the last change. */
function registeredModelColumn(name: string): { type: "attribute"; key: string } {
  if (name === "name") return { type: "attribute", key: name };
  if (name === "timestamp" || name === "last_updated_timestamp") {
    return { type: "attribute", key: "last_updated_timestamp" };
  }
  const valid = reprSet(["name", "timestamp"]);
  throw invalidParameter(`Invalid order by key '${name}' specified. Valid keys are '${valid}'`);
}

/** The SQL store looks at the key alone: `tag.name` is the name. */
function versionColumn(key: string): { type: "attribute"; key: string } {
  const keys = grammars.modelVersions.orderKeys;
  if (keys.has(key)) return { type: "attribute", key };
  throw invalidParameter(`Invalid order by key '${key}' specified. Valid keys are ${reprSet(keys)}`);
}

function modelField(name: string, dialect: Dialect): { type: "attribute" | "metric"; key: string } {
  const dot = name.indexOf(".");
  if (dot < 0) return { type: "attribute", key: modelAttribute(name, dialect) };
  const entity = name.slice(0, dot);
  const key = name.slice(dot + 1);
  if (entity === "metrics") return { type: "metric", key: trimBackticks(unquoted(key) ?? key) };
  throw invalidParameter(
    dialect === "file"
      ? `Invalid order by field name: ${entity}, only \`metrics.<name>\` is allowed.`
      : `Invalid order by field name: ${name}. Only metrics are supported.`,
  );
}

function modelAttribute(name: string, dialect: Dialect): string {
  if (dialect === "sqlite") {
    const column = modelColumnAliases.get(name) ?? name;
    if (modelColumns.has(column)) return column;
    throw invalidParameter(`Invalid order by field name: ${name}`);
  }
  if (!grammars.loggedModels.orderKeys.has(name)) throw invalidParameter(`Invalid order by field name: ${name}.`);
  if (name !== "last_updated_time") return name === "creation_time" ? "creation_timestamp" : name;
  throw new MlflowError("INTERNAL_ERROR", "'LoggedModel' object has no attribute 'last_updated_time'");
}
