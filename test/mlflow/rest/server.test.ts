import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fakeServer, json, openFake, page, version } from "./fakeServer.ts";

const experiment = { experiment_id: "1", name: "one", lifecycle_stage: "active", creation_time: "5" };

describe("a server is known", () => {
  it("by its version, in one request", async (test) => {
    const server = await fakeServer(test, version("3.17.2\n"));
    const store = await openFake(test, server.url);
    assert.deepEqual([store.kind, store.uri, store.readOnlyReason], ["rest", server.url, undefined]);
    assert.deepEqual(
      server.received.map(({ url }) => url.pathname),
      ["/version"],
    );
  });

  it("by its API, where it tells no version: MLflow 1", async (test) => {
    const server = await fakeServer(test, {
      "/api/2.0/mlflow/experiments/search": () => ({ experiments: [experiment] }),
    });
    const { experiments } = await (await openFake(test, server.url)).searchExperiments();
    assert.deepEqual(experiments, [
      {
        experimentId: "1",
        name: "one",
        artifactLocation: undefined,
        lifecycleStage: "active",
        tags: {},
        creationTime: 5,
        lastUpdateTime: undefined,
      },
    ]);
  });

  it("by the API of its own pages, where that alone lies behind its prefix", async (test) => {
    const server = await fakeServer(test, {
      "/team/version": (_, response) => void response.end("2.22.5"),
      "/team/ajax-api/2.0/mlflow/experiments/search": () => ({ experiments: [experiment] }),
    });
    const store = await openFake(test, `${server.url}/team`);
    assert.equal((await store.searchExperiments()).experiments.length, 1);
    await store.searchExperiments();
    // The way is found once.
    assert.equal(server.at("/team/api").length, 1);
  });

  it("not at all: a web page, another API, nothing", async (test) => {
    const web = await fakeServer(test, { "/": (_, response) => page(response, 200, "Welcome") });
    await assert.rejects(openFake(test, web.url), { message: /answered with a web page/ });
    const other = await fakeServer(test, { "/": (_, response) => json(response, 404, { error: "no such path" }) });
    await assert.rejects(openFake(test, other.url), { errorCode: "ENDPOINT_NOT_FOUND" });
    await assert.rejects(openFake(test, "http://127.0.0.1:1"), { errorCode: "IO_ERROR", message: /nothing answers/ });
  });

  it("and says what it wants, where it asks for a user", async (test) => {
    const server = await fakeServer(test, {
      "/": (_, response) => void response.writeHead(401).end("You are not authenticated."),
    });
    await assert.rejects(openFake(test, server.url), { errorCode: "UNAUTHENTICATED", message: /not authenticated/ });
  });
});

describe("a store opened for reading only", () => {
  it("sends no write", async (test) => {
    const server = await fakeServer(test, version("3.17.2"));
    const store = await openFake(test, server.url, { readOnly: true });
    assert.match(store.readOnlyReason ?? "", /reading only/);
    await assert.rejects(store.setTag("r", "k", "v"), { errorCode: "PERMISSION_DENIED", message: /reading only/ });
    await assert.rejects(store.deleteRegisteredModel("m"), { errorCode: "PERMISSION_DENIED" });
    assert.deepEqual(
      server.received.filter(({ method }) => method !== "GET"),
      [],
    );
  });
});

describe("what a server does not know", () => {
  it("is empty: logged models and traces before their time", async (test) => {
    const server = await fakeServer(test, version("2.10.0"));
    const store = await openFake(test, server.url);
    assert.deepEqual(await store.searchLoggedModels({ experimentIds: ["1"] }), { loggedModels: [] });
    assert.deepEqual(await store.searchTraces({ locations: ["1"] }), { traces: [] });
    await assert.rejects(store.getLoggedModel("m-1"), {
      errorCode: "ENDPOINT_NOT_FOUND",
      message: /later version of MLflow/,
    });
  });
});

describe("summaries of experiments", () => {
  const experiments = ["1", "2", "3"].map((id) => ({ ...experiment, experiment_id: id }));
  const run = (id: string, experimentId: string, start: number) => ({
    info: { run_id: id, experiment_id: experimentId, status: "FINISHED", start_time: start },
  });

  it("are exact where the newest runs are all there are, in two requests", async (test) => {
    const server = await fakeServer(test, {
      ...version("3.17.2"),
      "/api/2.0/mlflow/experiments/search": () => ({ experiments }),
      "/api/2.0/mlflow/runs/search": () => ({ runs: [run("a", "2", 30), run("b", "1", 20), run("c", "2", 10)] }),
    });
    const store = await openFake(test, server.url);
    assert.deepEqual(await store.summarizeExperiments(), [
      { experimentId: "1", runCount: 1, lastStartTime: 20 },
      { experimentId: "2", runCount: 2, lastStartTime: 30 },
      { experimentId: "3", runCount: 0 },
    ]);
    assert.equal(server.received.length, 3);
  });

  it("are lower bounds where there are more", async (test) => {
    const runs = Array.from({ length: 200 }, (_, i) => run(`r${i}`, "1", 1_000 - i));
    const server = await fakeServer(test, {
      ...version("3.17.2"),
      "/api/2.0/mlflow/experiments/search": () => ({ experiments }),
      "/api/2.0/mlflow/runs/search": () => ({ runs, next_page_token: "more" }),
    });
    const [first, second] = await (await openFake(test, server.url)).summarizeExperiments();
    assert.deepEqual(first, { experimentId: "1", runCount: 200, isLowerBound: true, lastStartTime: 1_000 });
    assert.deepEqual(second, { experimentId: "2", runCount: 0, isLowerBound: true });
  });
});
