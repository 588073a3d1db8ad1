import { invalidParameter } from "../errors.ts";
import { loads } from "../pythonJson.ts";
import { type Dialect, type SearchKind } from "./ast.ts";
import { reprBytes, reprJson } from "./python/repr.ts";

/**
 * The offset inside a page token; 0 without one.
 *
 * @throws MlflowError for a token that MLflow refuses; 0 inside a token is refused too
 */
export function parsePageToken(token: string | undefined): number {
  if (!token) return 0;
  const bytes = decodeBase64(token);
  if (bytes === undefined) throw invalidParameter("Invalid page token, could not base64-decode");
  const parsed = parseJson(bytes);
  const offset =
    typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)["offset"]
      : undefined;
  if (!offset || (typeof offset === "object" && Object.keys(offset).length === 0)) {
    throw invalidParameter(`Invalid page token, parsed value=${reprJson(parsed)}`);
  }
  const number = toInteger(offset);
  if (number !== undefined) return number;
  throw invalidParameter(
    `Invalid page token, not stringable ${typeof offset === "string" ? offset : reprJson(offset)}`,
  );
}

/** The token of the page that starts at `offset`, as MLflow writes it. */
export function createPageToken(offset: number): string {
  return Buffer.from(`{"offset": ${offset}}`).toString("base64");
}

/** Python's `b64decode`: what is no letter of base64 is skipped, and what follows the padding. */
function decodeBase64(token: string): Buffer | undefined {
  let letters = "";
  let padding = 0;
  for (const char of token) {
    const filled = letters.length % 4;
    if (char === "=" && filled >= 2 && filled + ++padding >= 4) return Buffer.from(letters, "base64");
    if (!/[A-Za-z0-9+/]/.test(char)) continue;
    padding = 0;
    letters += char;
  }
  return letters.length % 4 === 0 ? Buffer.from(letters, "base64") : undefined;
}

function parseJson(bytes: Buffer): unknown {
  try {
    return loads(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    // Not text or not JSON: both are the token's fault, and MLflow tells them not apart.
    throw invalidParameter(`Invalid page token, decoded value=${reprBytes(bytes)}`);
  }
}

/** Python's `int`; `undefined` for what it does not take. */
function toInteger(value: unknown): number | undefined {
  if (value === true) return 1;
  if (typeof value === "number") return Math.trunc(value);
  if (typeof value !== "string" || !/^\s*[+-]?\d+(_\d+)*\s*$/.test(value)) return undefined;
  return Number(value.replaceAll("_", ""));
}

interface Limits {
  /** What MLflow's client asks for. */
  default: number;
  maximum?: number;
  /** Which stores refuse less than 1. */
  refusingFew: readonly Dialect[];
}

const limits: Readonly<Record<SearchKind, Limits>> = {
  runs: { default: 1_000, maximum: 50_000, refusingFew: ["sqlite"] },
  experiments: { default: 1_000, maximum: 50_000, refusingFew: ["file", "sqlite"] },
  registeredModels: { default: 100, maximum: 1_000, refusingFew: ["file"] },
  modelVersions: { default: 10_000, maximum: 200_000, refusingFew: ["file", "sqlite"] },
  loggedModels: { default: 100, refusingFew: [] },
  traces: { default: 100, maximum: 50_000, refusingFew: ["sqlite"] },
};

/**
 * How many results a page may have: the default of MLflow's client where `maxResults` is absent. What a store of MLflow's
 * does not refuse is answered as it is: a file store takes 0 and, as Python's slices do, negative numbers.
 *
 * @throws MlflowError where MLflow's store refuses the number
 */
export function checkMaxResults(kind: SearchKind, maxResults: number | undefined, dialect: Dialect): number {
  const { default: usual, maximum = Infinity, refusingFew } = limits[kind];
  const asked = maxResults ?? usual;
  if (kind === "loggedModels") return asked || usual;
  const isRegistry = kind === "registeredModels" || kind === "modelVersions";
  if (asked < 1 && refusingFew.includes(dialect)) {
    throw invalidParameter(
      isRegistry
        ? `Invalid value for max_results. It must be a positive integer, but got ${asked}`
        : `Invalid value ${asked} for parameter 'max_results' supplied. It must be a positive integer`,
    );
  }
  if (asked <= maximum) return asked;
  throw invalidParameter(
    isRegistry || (dialect === "file" && kind !== "experiments")
      ? `Invalid value for request parameter max_results. It must be at most ${maximum}, but got value ${asked}`
      : `Invalid value ${asked} for parameter 'max_results' supplied. It must be at most ${maximum}`,
  );
}
