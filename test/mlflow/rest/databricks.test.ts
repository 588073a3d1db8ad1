import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { openRestStore } from "../../../src/mlflow/rest/store.ts";
import { type Store } from "../../../src/mlflow/store.ts";
import { type Answering, type FakeServer, fakeServer } from "./fakeServer.ts";

// Answers as the documents of Databricks' MLflow API give them: no version, no files by MLflow's own pages, but signed URIs.

const run = {
  info: {
    run_id: "r",
    experiment_id: "12",
    status: "RUNNING",
    artifact_uri: "dbfs:/databricks/mlflow-tracking/12/r/artifacts",
  },
};

async function open(
  test: TestContext,
  routes: Record<string, Answering>,
): Promise<{ store: Store; workspace: FakeServer }> {
  const workspace = await fakeServer(test, { "/api/2.0/mlflow/experiments/search": () => ({}), ...routes });
  const folder = mkdtempSync(join(tmpdir(), "mlflow-lens-databricks-"));
  test.after(() => rmSync(folder, { recursive: true }));
  process.env.DATABRICKS_CONFIG_FILE = join(folder, "config");
  writeFileSync(process.env.DATABRICKS_CONFIG_FILE, `[team]\nhost = ${workspace.url}/?o=7\ntoken = secret\n`);
  const store = await openRestStore("databricks://team", { kind: "rest", profile: "team" });
  test.after(() => store.close());
  return { store, workspace };
}

describe("a Databricks workspace", () => {
  it("is asked with the profile's token, at once for what it holds and never for a version", async (test) => {
    const { store, workspace } = await open(test, { "/api/2.0/mlflow/runs/get": () => ({ run }) });
    assert.equal((await store.getRun("r")).experimentId, "12");
    assert.deepEqual(
      workspace.received.map(({ method, url, headers }) => [method, url.pathname, headers.authorization]),
      [
        ["POST", "/api/2.0/mlflow/experiments/search", "Bearer secret"],
        ["GET", "/api/2.0/mlflow/runs/get", "Bearer secret"],
      ],
    );
  });

  it("gives artifacts by signed URIs of a bucket, which gets no token", async (test) => {
    const bucket = await fakeServer(test, { "/signed": (_, response) => void response.end("0123456789") });
    const credential = {
      run_id: "r",
      path: "a.txt",
      signed_uri: `${bucket.url}/signed?sig=s%2B1`,
      headers: [{ name: "x-ms-version", value: "2020" }],
      type: "AZURE_SAS_URI",
    };
    const { store, workspace } = await open(test, {
      "/api/2.0/mlflow/artifacts/credentials-for-read": () => ({ credential_infos: [credential] }),
      "/api/2.0/mlflow/logged-models/m-1/artifacts/credentials-for-download": () => ({
        credentials: [{ credential_info: credential }],
      }),
    });
    assert.equal(Buffer.from(await store.readArtifact("r", "a.txt", { length: 2 })).toString(), "01");
    assert.equal((await store.readLoggedModelArtifact("m-1", "a.txt")).length, 10);
    assert.deepEqual(JSON.parse(workspace.at("/api/2.0/mlflow/artifacts")[0]?.body ?? ""), {
      run_id: "r",
      path: ["a.txt"],
    });
    for (const { url, headers } of bucket.received) {
      assert.deepEqual([url.search, headers["x-ms-version"], headers.authorization], ["?sig=s%2B1", "2020", undefined]);
    }
  });

  it("gives spans by a signed URI", async (test) => {
    const traceId = "tr-1";
    const span = {
      span_id: "fff1000000000001",
      name: "answer",
      start_time_unix_nano: "1",
      end_time_unix_nano: "2",
      attributes: {},
    };
    const bucket = await fakeServer(test, { "/spans": () => ({ spans: [span] }) });
    const { store } = await open(test, {
      "/api/2.0/mlflow/traces/tr-1/credentials-for-data-download": () => ({
        credential_info: { signed_uri: `${bucket.url}/spans` },
      }),
      "/api/3.0/mlflow/traces/tr-1": () => ({
        trace: { trace_info: { trace_id: traceId, request_time: "2026-11-23T18:07:00Z", state: "OK" } },
      }),
    });
    const { info, spans } = await store.getTrace(traceId);
    assert.deepEqual([info.problems, spans.map(({ name }) => name)], [undefined, ["answer"]]);
  });
});
