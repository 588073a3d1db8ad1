import assert from "node:assert/strict";
import { test } from "node:test";
import { type ArtifactLocation, parseArtifactUri } from "../../../src/mlflow/artifacts/uri.ts";

const absolute = (...spellings: string[]): ArtifactLocation => ({ kind: "path", spellings, isAbsolute: true });
const relative = (...spellings: string[]): ArtifactLocation => ({ kind: "path", spellings, isAbsolute: false });
const onWindows = (path: string): ArtifactLocation => ({
  kind: "path",
  spellings: [path],
  isAbsolute: true,
  drive: "C:",
});

const forms: [uri: string, ArtifactLocation][] = [
  ["/store/0/r/artifacts", absolute("/store/0/r/artifacts")],
  ["/store/0/../1/./r/", absolute("/store/1/r")],
  ["file:///store/0/r", absolute("/store/0/r")],
  ["file:/store/0/r", absolute("/store/0/r")],
  ["file://localhost/store/0", absolute("/store/0")],
  ["FILE:///store", absolute("/store")],
  ["file:///my%20store/0", absolute("/my store/0", "/my%20store/0")],
  ["file:///my store/0", absolute("/my store/0")],
  ["/my%20store/100%/0", absolute("/my%20store/100%/0")],
  ["./mlruns/0/r/artifacts", relative("mlruns/0/r/artifacts")],
  ["mlruns/0", relative("mlruns/0")],
  ["../mlruns/0", relative("../mlruns/0")],
  ["file:mlruns/0", relative("mlruns/0")],
  ["file:./mlruns/0", relative("mlruns/0")],
  [".\\mlruns\\0", relative(".\\mlruns\\0", "mlruns/0")],
  ["C:\\store\\0", onWindows("/store/0")],
  ["c:/store/0", onWindows("/store/0")],
  ["file:///C:/store/0", onWindows("/store/0")],
  ["file:///c:/store/0", onWindows("/store/0")],
  ["file:C:/store/0", onWindows("/store/0")],
  ["file://C:\\store\\0", onWindows("/store/0")],
  ["file://host/share/0/r", { kind: "network", path: "/host/share/0/r" }],
  ["file:////host/share/0", { kind: "network", path: "/host/share/0" }],
  ["\\\\host\\share\\0", { kind: "network", path: "/host/share/0" }],
  ["//host/share/0", { kind: "network", path: "/host/share/0" }],
  ["mlflow-artifacts:/0/r/artifacts", { kind: "proxied", path: "0/r/artifacts" }],
  ["mlflow-artifacts://host:5000/0/r/artifacts", { kind: "proxied", path: "0/r/artifacts" }],
  ["runs:/abc/model/x", { kind: "run", runId: "abc", path: "model/x" }],
  ["runs:/abc", { kind: "run", runId: "abc", path: "" }],
  ["models:/m-1", { kind: "loggedModel", modelId: "m-1" }],
  ["models:/a b/3", { kind: "modelVersion", name: "a b", version: "3", path: "" }],
  ["models:/a/3/data/x", { kind: "modelVersion", name: "a", version: "3", path: "data/x" }],
  ["models:/a/Production", { kind: "modelVersion", name: "a", stage: "Production", path: "" }],
  ["models:/a/latest", { kind: "modelVersion", name: "a", path: "" }],
  ["models:/a@champion", { kind: "modelVersion", name: "a", alias: "champion", path: "" }],
  ["models:/a@champion/data", { kind: "modelVersion", name: "a", alias: "champion", path: "data" }],
  ["s3://bucket/0/r", { kind: "remote", scheme: "s3" }],
  ["wasbs://c@a.blob.core.windows.net/p", { kind: "remote", scheme: "wasbs" }],
  ["dbfs:/p", { kind: "remote", scheme: "dbfs" }],
  ["https://host/p", { kind: "remote", scheme: "https" }],
];

for (const [uri, location] of forms) {
  test(`the artifact URI ${uri}`, () => {
    const got = parseArtifactUri(uri);
    assert.deepEqual({ ...got }, { ...location });
  });
}

for (const uri of ["runs:/", "runs:abc", "models:/", "models:/a/", "models:/ /1", "/a\0b"]) {
  test(`${JSON.stringify(uri)} is refused`, () => {
    assert.throws(() => parseArtifactUri(uri), { name: "MlflowError" });
  });
}
