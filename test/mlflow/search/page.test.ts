import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Dialect, type SearchKind } from "../../../src/mlflow/search/ast.ts";
import { checkMaxResults, createPageToken, parsePageToken } from "../../../src/mlflow/search/page.ts";

function token(json: string): string {
  return Buffer.from(json).toString("base64");
}

test("a token is what MLflow writes", () => {
  assert.equal(createPageToken(5), "eyJvZmZzZXQiOiA1fQ==");
  assert.equal(parsePageToken(createPageToken(5)), 5);
});

test("no token is the start", () => {
  assert.equal(parsePageToken(undefined), 0);
  assert.equal(parsePageToken(""), 0);
});

test("the offset is what Python's int() makes of it", () => {
  assert.equal(parsePageToken(token('{"offset": " 1_0 "}')), 10);
  assert.equal(parsePageToken(token('{"offset": 2.9}')), 2);
});

const refusedTokens: readonly (readonly [token: string, message: string])[] = [
  ["abc", "Invalid page token, could not base64-decode"],
  ["a", "Invalid page token, could not base64-decode"],
  ["!", "Invalid page token, decoded value=b''"],
  ["YWJj", "Invalid page token, decoded value=b'abc'"],
  ["/w==", "Invalid page token, decoded value=b'\\xff'"],
  ["e30=", "Invalid page token, parsed value={}"],
  ["e3\n0=abcd", "Invalid page token, parsed value={}"],
  [token('{"offset": 0}'), "Invalid page token, parsed value={'offset': 0}"],
  [
    token('{"offset": "", "a": [1, null, true, "it\'s"]}'),
    "Invalid page token, parsed value={'offset': '', 'a': [1, None, True, \"it's\"]}",
  ],
  [token('{"offset": "x"}'), "Invalid page token, not stringable x"],
];

describe("a token is refused", () => {
  for (const [wrong, message] of refusedTokens) {
    test(JSON.stringify(wrong), () => {
      assert.throws(() => parsePageToken(wrong), { errorCode: "INVALID_PARAMETER_VALUE", message });
    });
  }
});

test("the sizes of pages are those of MLflow's client", () => {
  const kinds: SearchKind[] = ["runs", "experiments", "registeredModels", "modelVersions", "loggedModels", "traces"];
  assert.deepEqual(
    kinds.map((kind) => checkMaxResults(kind, undefined, "file")),
    [1_000, 1_000, 100, 10_000, 100, 100],
  );
});

const refusedSizes: readonly (readonly [SearchKind, Dialect, number, string])[] = [
  [
    "runs",
    "file",
    50_001,
    "Invalid value for request parameter max_results. It must be at most 50000, but got value 50001",
  ],
  ["runs", "sqlite", 50_001, "Invalid value 50001 for parameter 'max_results' supplied. It must be at most 50000"],
  ["runs", "sqlite", 0, "Invalid value 0 for parameter 'max_results' supplied. It must be a positive integer"],
  ["experiments", "file", -1, "Invalid value -1 for parameter 'max_results' supplied. It must be a positive integer"],
  ["experiments", "file", 50_001, "Invalid value 50001 for parameter 'max_results' supplied. It must be at most 50000"],
  ["registeredModels", "file", 0, "Invalid value for max_results. It must be a positive integer, but got 0"],
  [
    "registeredModels",
    "sqlite",
    1_001,
    "Invalid value for request parameter max_results. It must be at most 1000, but got value 1001",
  ],
  ["modelVersions", "sqlite", 0, "Invalid value for max_results. It must be a positive integer, but got 0"],
  [
    "modelVersions",
    "file",
    200_001,
    "Invalid value for request parameter max_results. It must be at most 200000, but got value 200001",
  ],
  [
    "traces",
    "file",
    50_001,
    "Invalid value for request parameter max_results. It must be at most 50000, but got value 50001",
  ],
  ["traces", "sqlite", -1, "Invalid value -1 for parameter 'max_results' supplied. It must be a positive integer"],
];

describe("a page size is refused", () => {
  for (const [kind, dialect, size, message] of refusedSizes) {
    test(`${kind} (${dialect}): ${size}`, () => {
      assert.throws(() => checkMaxResults(kind, size, dialect), { errorCode: "INVALID_PARAMETER_VALUE", message });
    });
  }
});

test("a file store takes pages of no runs, and of a negative number as Python's slices do", () => {
  assert.equal(checkMaxResults("runs", 0, "file"), 0);
  assert.equal(checkMaxResults("runs", -1, "file"), -1);
});
