import assert from "node:assert/strict";
import { resolve } from "node:path";
import { test } from "node:test";
import { parseStoreUri } from "../../src/mlflow/storeUri.ts";

const noFile = () => false;

test(
  "each form of a tracking URI names its store",
  { skip: process.platform === "win32" && "paths of Windows differ" },
  () => {
    const cases: [string, object][] = [
      ["/data/mlruns", { kind: "file", path: "/data/mlruns" }],
      ["./mlruns", { kind: "file", path: resolve("mlruns") }],
      ["file:///data/my%20runs/mlruns", { kind: "file", path: "/data/my runs/mlruns" }],
      ["file:/data/mlruns", { kind: "file", path: "/data/mlruns" }],
      ["file://localhost/data/mlruns", { kind: "file", path: "/data/mlruns" }],
      ["file:mlruns", { kind: "file", path: resolve("mlruns") }],
      ["file:///data/100%/mlruns", { kind: "file", path: "/data/100%/mlruns" }],
      ["sqlite:////data/mlflow.db", { kind: "sqlite", path: "/data/mlflow.db" }],
      ["sqlite:///mlflow.db", { kind: "sqlite", path: resolve("mlflow.db") }],
      ["http://127.0.0.1:5000/", { kind: "rest", url: "http://127.0.0.1:5000" }],
      ["https://host/prefix", { kind: "rest", url: "https://host/prefix" }],
      ["databricks", { kind: "rest", profile: undefined }],
      ["databricks://prod", { kind: "rest", profile: "prod" }],
    ];
    for (const [uri, expected] of cases) assert.deepEqual(parseStoreUri(uri, noFile), expected, uri);
  },
);

test("a path of a file is a database's", () => {
  assert.equal(parseStoreUri("/data/runs", () => true).kind, "sqlite");
});

test("files of other hosts, network paths and other schemes are refused", () => {
  for (const uri of [
    "file://server/share/mlruns",
    "\\\\server\\share\\mlruns",
    "//server/share",
    "postgresql://host/db",
    "sqlite://x",
  ]) {
    assert.throws(() => parseStoreUri(uri, noFile), { errorCode: "INVALID_PARAMETER_VALUE" }, uri);
  }
});
