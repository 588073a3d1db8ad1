import { type IdentifierType, type SearchKind } from "./ast.ts";
import { datasetKeys, registryEntities, runEntities, traceEntities } from "./grammar.ts";
import { reprSet, reprString, reprTuple } from "./python/repr.ts";
import { refuseAt } from "./span.ts";
import { type Token } from "./tokens/token.ts";

export interface Identifier {
  type: IdentifierType;
  /** Without quotes, not yet by its first name. */
  key: string;
}

/**
 * What a text of a filter or an order names, by the rules of a kind of search.
 *
 * @param keys the attributes that may be named
 * @param at where the text stands, for the error
 * @throws MlflowError
 */
export function parseIdentifier(
  kind: SearchKind,
  text: string,
  keys: ReadonlySet<string>,
  at: Token | undefined,
): Identifier {
  if (kind === "experiments") return registryIdentifier(text, keys, at, { trimsFirst: true });
  if (kind === "registeredModels" || kind === "modelVersions") {
    return registryIdentifier(text, keys, at, { trimsFirst: false });
  }
  const { entity, key } = split(text);
  const name = entity === undefined ? "attribute" : trimBackticks(entity);
  const type = (kind === "traces" ? traceEntities : runEntities).get(name);
  if (type === undefined) {
    const valid =
      kind === "traces" ? reprSet(traceEntities.keys()) : "['metric', 'parameter', 'tag', 'attribute', 'dataset']";
    throw refuseAt(at, `Invalid entity type '${name}'. Valid values are ${valid}`);
  }
  const bare = trimBackticks(unquoted(key) ?? key);
  if (type === "attribute") checkAttribute(bare, keys, at);
  if (type === "dataset" && !datasetKeys.has(bare)) {
    throw refuseAt(at, `Invalid dataset key '${bare}' specified. Valid keys are '${reprSet(datasetKeys)}'`);
  }
  return { type, key: bare };
}

/** The searches of models judge a key with its quotes, that of experiments without (`trimsFirst`). */
function registryIdentifier(
  text: string,
  keys: ReadonlySet<string>,
  at: Token | undefined,
  { trimsFirst }: { trimsFirst: boolean },
): Identifier {
  const { entity, key } = split(text);
  const type = registryEntities.get(entity ?? "attribute");
  if (type === undefined) {
    const valid = reprTuple([...registryEntities.keys()].map(reprString));
    throw refuseAt(at, `Invalid entity type '${entity}'. Valid entity types are ${valid}`);
  }
  const bare = trimBackticks(unquoted(key) ?? key);
  if (type === "attribute") checkAttribute(trimsFirst ? bare : key, keys, at);
  return { type, key: bare };
}

function checkAttribute(key: string, keys: ReadonlySet<string>, at: Token | undefined): void {
  if (keys.has(key)) return;
  throw refuseAt(at, `Invalid attribute key '${key}' specified. Valid keys are '${reprSet(keys)}'`);
}

function split(text: string): { entity?: string; key: string } {
  const dot = text.indexOf(".");
  return dot < 0 ? { key: text } : { entity: text.slice(0, dot), key: text.slice(dot + 1) };
}

/** What is inside of single or double quotes; `undefined` for a text without. */
export function unquoted(text: string): string | undefined {
  return isQuoted(text, "'") || isQuoted(text, '"') ? text.slice(1, -1) : undefined;
}

export function trimBackticks(text: string): string {
  return isQuoted(text, "`") ? text.slice(1, -1) : text;
}

function isQuoted(text: string, quote: string): boolean {
  return text.length >= 2 && text.startsWith(quote) && text.endsWith(quote);
}
