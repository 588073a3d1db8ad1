import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { type Answering, fakeServer, openFake, page, version } from "../fakeServer.ts";

const list = "/api/2.0/mlflow/artifacts/list";
const proxy = "/api/2.0/mlflow-artifacts/artifacts";
const content = Buffer.from("0123456789");

/** Lists as MLflow does: paths from the root on, a file by itself. */
function tree(
  files: Record<string, { is_dir?: boolean; path: string; file_size?: number }[]>,
  root = "s3://b/r",
): Answering {
  return ({ url }) => ({ root_uri: root, files: files[url.searchParams.get("path") ?? ""] ?? [] });
}
const run = (root: string): Answering => {
  return () => ({ run: { info: { run_id: "r", experiment_id: "1", status: "FINISHED", artifact_uri: root } } });
};
const bytes: Answering = ({ headers }, response) => sendRange(headers.range, response);

function sendRange(range: string | undefined, response: ServerResponse): void {
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(range ?? "") ?? [];
  if (first === undefined) return void response.end(content);
  if (Number(first) >= content.length) return void response.writeHead(416).end("range");
  response.writeHead(206).end(content.subarray(Number(first), last ? Number(last) + 1 : undefined));
}

function scratch(test: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "mlflow-lens-rest-"));
  test.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe("a list of artifacts", () => {
  it("is one level by path, with pages, and believes only safe names", async (test) => {
    const pages: Answering = ({ url }) =>
      url.searchParams.get("page_token") === null
        ? {
            files: [
              { path: "d/b.txt", is_dir: false, file_size: "12" },
              { path: "d/../../etc/passwd", file_size: 1 },
              { path: "/d/.." },
              { path: "d/a", is_dir: true },
              { path: 5 },
              null,
            ],
            next_page_token: "2",
          }
        : { files: [{ path: "d/Z", file_size: 0 }] };
    const server = await fakeServer(test, { ...version("3.17.2"), [list]: pages });
    assert.deepEqual(await (await openFake(test, server.url)).listArtifacts("r", "d/"), [
      { path: "d/5", isDir: false, fileSize: 0 },
      { path: "d/Z", isDir: false, fileSize: 0 },
      { path: "d/a", isDir: true, fileSize: undefined },
      { path: "d/b.txt", isDir: false, fileSize: 12 },
      { path: "d/passwd", isDir: false, fileSize: 1 },
    ]);
  });

  it("of a file is empty, and a path that leads out is not sent", async (test) => {
    const server = await fakeServer(test, { ...version("3.17.2"), [list]: tree({ "a.txt": [{ path: "a.txt" }] }) });
    const store = await openFake(test, server.url);
    assert.deepEqual(await store.listArtifacts("r", "a.txt"), []);
    for (const path of ["../x", "/etc", "a/../../x"]) {
      await assert.rejects(store.listArtifacts("r", path), {
        errorCode: "INVALID_PARAMETER_VALUE",
        message: "Invalid path: resolved path is outside the artifact directory",
      });
    }
    assert.equal(server.at(list).length, 1);
  });
});

describe("a file", () => {
  it("is read in part, whether or not the server knows ranges", async (test) => {
    for (const answer of [bytes, ((_, response) => void response.end(content)) as Answering]) {
      const routes = { ...version("3.17.2"), "/api/2.0/mlflow/runs/get": run("s3://b/r"), "/get-artifact": answer };
      const store = await openFake(test, (await fakeServer(test, routes)).url);
      const read = async (range?: object) => Buffer.from(await store.readArtifact("r", "a b.txt", range)).toString();
      assert.equal(await read(), "0123456789");
      assert.equal(await read({ offset: 3, length: 4 }), "3456");
      assert.equal(await read({ offset: 8 }), "89");
      assert.equal(await read({ length: 2 }), "01");
      assert.equal(await read({ offset: 20 }), "");
      assert.equal(await read({ length: 0 }), "");
    }
  });

  it("of a run that the server keeps comes through its proxy, of any other place through the server", async (test) => {
    const routes = { ...version("3.17.2"), [proxy]: bytes, "/get-artifact": bytes };
    const proxied = await fakeServer(test, {
      ...routes,
      "/api/2.0/mlflow/runs/get": run("mlflow-artifacts:/1/r/artifacts"),
    });
    await (await openFake(test, proxied.url)).readArtifact("r", "d/a #1.txt");
    assert.equal(proxied.received.at(-1)?.url.pathname, `${proxy}/1/r/artifacts/d/a%20%231.txt`);
    const bucket = await fakeServer(test, {
      ...routes,
      "/api/2.0/mlflow/runs/get": run("/home/ann/mlruns/1/r/artifacts"),
    });
    await (await openFake(test, bucket.url)).readArtifact("r", "d/a.txt");
    assert.equal(bucket.received.at(-1)?.url.href, "http://fake/get-artifact?run_id=r&run_uuid=r&path=d%2Fa.txt");
  });

  it("that is not there is said to be missing, whatever the server makes of it; a folder is called one", async (test) => {
    const server = await fakeServer(test, {
      ...version("2.22.5"),
      "/api/2.0/mlflow/runs/get": run("s3://b/r"),
      "/get-artifact": (_, response) => page(response, 500, "Internal Server Error"),
      [list]: tree({ "": [{ path: "d", is_dir: true }, { path: "broken" }], d: [] }),
    });
    const store = await openFake(test, server.url);
    const missing = { errorCode: "RESOURCE_DOES_NOT_EXIST", message: "No such artifact: 'd/a'" };
    await assert.rejects(store.readArtifact("r", "d/a"), missing);
    await assert.rejects(store.readArtifact("r", "d"), {
      errorCode: "INVALID_PARAMETER_VALUE",
      message: /is a folder/,
    });
    await assert.rejects(store.readArtifact("r", "broken"), {
      errorCode: "INTERNAL_ERROR",
      message: /lists 'broken', but does not send it: .*status 500/,
    });
  });
});

describe("a download", () => {
  const routes = {
    ...version("3.17.2"),
    "/api/2.0/mlflow/runs/get": run("s3://b/r"),
    [list]: tree({
      "": [
        { path: "m", is_dir: true },
        { path: "x.txt", file_size: 10 },
      ],
      m: [{ path: "m/MLmodel" }, { path: "m/empty", is_dir: true }, { path: "m/data", is_dir: true }],
      "m/data": [{ path: "m/data/w.bin" }],
    }),
  };

  it("copies a folder with all in it, or a file, and tells how far it is", async (test) => {
    const store = await openFake(test, (await fakeServer(test, { ...routes, "/get-artifact": bytes })).url);
    const folder = scratch(test);
    const told: [number, string][] = [];
    const onProgress = (count: number, path: string) => void told.push([count, path]);
    assert.equal(await store.downloadArtifacts("r", "m", folder, { onProgress }), join(folder, "m"));
    assert.deepEqual(
      readdirSync(folder, { recursive: true }).map(String).sort(),
      ["m", join("m", "MLmodel"), join("m", "data"), join("m", "data", "w.bin"), join("m", "empty")].sort(),
    );
    assert.deepEqual(told.at(-1), [20, "m"]);
    writeFileSync(join(folder, "x.txt"), "before");
    assert.equal(await store.downloadArtifacts("r", "x.txt", folder), join(folder, "x.txt"));
    assert.equal(readFileSync(join(folder, "x.txt"), "utf8"), "0123456789");
  });

  it("that is cancelled, or fails, leaves nothing", async (test) => {
    const folder = scratch(test);
    const ending = new AbortController();
    const halting: Answering = (_, response) => {
      response.writeHead(200, { "content-length": "100" }).write("half", () => ending.abort());
    };
    const slow = await openFake(test, (await fakeServer(test, { ...routes, "/get-artifact": halting })).url);
    const asked = slow.downloadArtifacts("r", "m", join(folder, "deep", "er"), { signal: ending.signal });
    await assert.rejects(asked, { errorCode: "CANCELLED" });
    const breaking: Answering = (_, response) => {
      response.writeHead(200, { "content-length": "100" }).write("half", () => response.destroy());
    };
    const broken = await openFake(test, (await fakeServer(test, { ...routes, "/get-artifact": breaking })).url);
    await assert.rejects(broken.downloadArtifacts("r", "x.txt", folder), { errorCode: "IO_ERROR" });
    await assert.rejects(broken.downloadArtifacts("r", "nope", folder), { errorCode: "RESOURCE_DOES_NOT_EXIST" });
    assert.deepEqual(readdirSync(folder), []);
  });

  it("does not follow a server that lists folders without end", async (test) => {
    const endless: Answering = ({ url }) => {
      const path = url.searchParams.get("path");
      return { files: [{ path: path === null ? "d" : `${path}/d`, is_dir: true }] };
    };
    const server = await fakeServer(test, { ...routes, [list]: endless });
    const folder = scratch(test);
    const asked = (await openFake(test, server.url)).downloadArtifacts("r", "d", folder);
    await assert.rejects(asked, { message: /more than 100 folders/ });
    assert.ok(!existsSync(join(folder, "d")));
  });
});

describe("artifacts of a model version", () => {
  const models = "/api/2.0/mlflow/model-versions";
  const directories = "/api/2.0/mlflow/logged-models/m-1/artifacts/directories";
  const versionOf = (source: string): Answering => {
    return () => ({ model_version: { name: "m", version: "1", source, run_id: "r" } });
  };
  const uri = (artifact_uri: string): Answering => {
    return () => ({ artifact_uri });
  };
  const common = {
    ...version("3.17.2"),
    "/api/2.0/mlflow/runs/get": run("s3://b/1/r/artifacts"),
    [directories]: ({ url }: { url: URL }) => ({
      files: url.searchParams.get("artifact_directory_path") === null ? [{ path: "MLmodel" }] : [],
    }),
    "/ajax-api/2.0/mlflow/logged-models/m-1/artifacts/files": bytes,
    [list]: tree({ model: [{ path: "model/MLmodel" }] }),
    [proxy]: (({ url }, response) => {
      if (!url.searchParams.has("path")) return bytes({ url, headers: {}, body: "", method: "" }, response);
      // The proxy lists a file as what lies in a folder of its name.
      return { files: [{ path: "MLmodel" }] };
    }) as Answering,
    "/get-artifact": bytes,
  };
  const cases: [string, string, string][] = [
    ["a logged model", "models:/m-1", ""],
    ["a run", "runs:/r/model", ""],
    ["a folder in a run", "s3://b/1/r/artifacts/model", "s3://b/1/r/artifacts/model"],
    ["another version's place in a run", "models:/other/2", "s3://b/1/r/artifacts/model"],
    ["what the server keeps", "mlflow-artifacts:/9/x", "mlflow-artifacts:/9/x"],
    ["a logged model by its folder", "/mlruns/1/models/m-1/artifacts", "/mlruns/1/models/m-1/artifacts"],
  ];
  for (const [what, source, resolved] of cases) {
    it(`are those of ${what}`, async (test) => {
      const server = await fakeServer(test, {
        ...common,
        [`${models}/get-download-uri`]: uri(resolved),
        [`${models}/get`]: versionOf(source),
      });
      const store = await openFake(test, server.url);
      const files = await store.listModelVersionArtifacts("m", "1");
      assert.deepEqual(
        files.map(({ path }) => path),
        ["MLmodel"],
      );
      assert.deepEqual(await store.listModelVersionArtifacts("m", "1", "MLmodel"), []);
      const text = Buffer.from(await store.readModelVersionArtifact("m", "1", "MLmodel", { length: 3 })).toString();
      assert.equal(text, "012");
    });
  }

  it("are those of the run's logged model where MLflow 3 names the run", async (test) => {
    const server = await fakeServer(test, {
      ...common,
      [list]: tree({}),
      "/api/2.0/mlflow/runs/get": () => ({
        run: {
          info: { run_id: "r", status: "FINISHED", artifact_uri: "s3://b/1/r/artifacts" },
          outputs: { model_outputs: [{ model_id: "m-1", step: 0 }] },
        },
      }),
      "/api/2.0/mlflow/logged-models/m-1/artifacts": common[directories],
      "/api/2.0/mlflow/logged-models/m-1": () => ({ model: { info: { model_id: "m-1", name: "model" } } }),
      [`${models}/get-download-uri`]: uri("s3://b/1/r/artifacts/model"),
      [`${models}/get`]: versionOf("s3://b/1/r/artifacts/model"),
    });
    const files = await (await openFake(test, server.url)).listModelVersionArtifacts("m", "1");
    assert.deepEqual(
      files.map(({ path }) => path),
      ["MLmodel"],
    );
  });

  it("elsewhere are read, but cannot be listed, which is said", async (test) => {
    const server = await fakeServer(test, {
      ...common,
      [`${models}/get-artifact`]: bytes,
      "/model-versions/get-artifact": bytes,
      [`${models}/get-download-uri`]: uri("s3://other/x"),
      [`${models}/get`]: versionOf("s3://other/x"),
    });
    const store = await openFake(test, server.url);
    assert.equal((await store.readModelVersionArtifact("m", "1", "MLmodel")).length, 10);
    await assert.rejects(store.listModelVersionArtifacts("m", "1"), {
      errorCode: "NOT_IMPLEMENTED",
      message: /mlflow artifacts download/,
    });
  });
});

describe("a path on this machine", () => {
  it("is never told, even where the server names one", async (test) => {
    const server = await fakeServer(test, { ...version("3.17.2"), "/api/2.0/mlflow/runs/get": run(tmpdir()) });
    assert.equal(await (await openFake(test, server.url)).localArtifactPath({ runId: "r" }, ""), undefined);
  });
});
