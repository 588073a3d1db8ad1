import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { gzipSync } from "node:zlib";
import { type Address } from "../../../../src/mlflow/rest/http/address.ts";
import { type Connection, openConnection, type Request } from "../../../../src/mlflow/rest/http/connection.ts";
import { type Answering, fakeServer, json, page } from "../fakeServer.ts";

const read: Request = { method: "GET", path: "/thing", isRead: true };
const write: Request = { method: "POST", path: "/thing", body: { a: 1 }, isRead: false };

function connect(test: TestContext, url: string, more: Partial<Address> = {}): Connection {
  const headers = { authorization: "Bearer secret", "x-own": "1" };
  const address = { base: url, origin: new URL(url).origin, headers, tls: {}, timeoutMs: 10_000, isDatabricks: false };
  const connection = openConnection({ ...address, ...more });
  test.after(() => connection.close());
  return connection;
}

/** Answers each request with the next of these. */
function inTurn(...answers: Answering[]): Answering {
  let next = 0;
  return (request, response) => answers[next++]?.(request, response);
}
const busy = (status: number, headers = { "retry-after": "0" }): Answering => {
  return (_, response) => page(response, status, "Busy", headers);
};

describe("a request", () => {
  it("has its query, with lists repeated and nothing for what is undefined, below the address's prefix", async (test) => {
    const server = await fakeServer(test, { "/prefix/": () => ({ ok: true }) });
    const connection = connect(test, `${server.url}/prefix`);
    await connection.json({ ...read, query: { name: "a b&c", ids: ["1", "2"], none: undefined, yes: true } });
    assert.equal(server.received[0]?.url.href, "http://fake/prefix/thing?name=a+b%26c&ids=1&ids=2&yes=true");
  });

  it("sends the address's headers, and JSON", async (test) => {
    const server = await fakeServer(test, { "/thing": () => ({}) });
    await connect(test, server.url).json(write);
    const [{ headers, body } = assert.fail("nothing arrived")] = server.received;
    assert.deepEqual([headers.authorization, headers["x-own"]], ["Bearer secret", "1"]);
    assert.deepEqual([headers["content-type"], JSON.parse(body)], ["application/json", { a: 1 }]);
  });

  it("sends a body with every method, DELETE among them", async (test) => {
    const server = await fakeServer(test, { "/thing": () => ({}) });
    const connection = connect(test, server.url);
    for (const method of ["POST", "PATCH", "DELETE"] as const) await connection.json({ ...write, method });
    const sent = server.received.map(({ headers, body }) => [headers["content-length"], body]);
    assert.deepEqual(
      sent,
      Array.from({ length: 3 }, () => ["7", '{"a":1}']),
    );
  });

  it("reads bare NaN and infinities, which Python writes, and packed answers", async (test) => {
    const text = '{"values": [NaN, -Infinity, 1], "text": "NaN, \\"Infinity\\""}';
    const server = await fakeServer(test, {
      "/thing": (_, response) => void response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(text)),
    });
    assert.deepEqual(await connect(test, server.url).json(read), {
      values: [NaN, -Infinity, 1],
      text: 'NaN, "Infinity"',
    });
  });

  it("takes an empty success, also in a proxy's words, for an empty document", async (test) => {
    const server = await fakeServer(test, {
      "/thing": inTurn(
        (_, response) => void response.end(""),
        (_, response) => void response.end("200 OK"),
      ),
    });
    const connection = connect(test, server.url);
    assert.deepEqual(await connection.json(read), {});
    assert.deepEqual(await connection.json(read), {});
  });
});

describe("a failure", () => {
  it("has the server's own code and words", async (test) => {
    const message = "Run 'x' not found";
    const server = await fakeServer(test, {
      "/thing": (_, response) => json(response, 404, { error_code: "RESOURCE_DOES_NOT_EXIST", message }),
    });
    await assert.rejects(connect(test, server.url).json(read), { errorCode: "RESOURCE_DOES_NOT_EXIST", message });
  });

  it("that is no JSON says what was asked, which status came and what to do", async (test) => {
    const cases: [number, string, string, RegExp][] = [
      [401, "text/html", "UNAUTHENTICATED", /HTTP status 401 and a web page\. Give the user and password/],
      [403, "text/plain", "PERMISSION_DENIED", /status 403 and 'You may not'\. .*forbids/],
      [404, "text/html", "ENDPOINT_NOT_FOUND", /status 404 and a web page\. Check the address/],
      [500, "text/plain", "INTERNAL_ERROR", /status 500 and 'You may not'\.$/],
    ];
    for (const [status, type, errorCode, message] of cases) {
      const server = await fakeServer(test, {
        "/thing": (_, response) => void response.writeHead(status, { "content-type": type }).end("You may not"),
      });
      await assert.rejects(connect(test, server.url).json(read), (error: Error & { errorCode: string }) => {
        assert.equal(error.errorCode, errorCode);
        assert.match(error.message, message);
        assert.match(error.message, /^GET http:\/\/127\.0\.0\.1:\d+\/thing failed/);
        return true;
      });
    }
  });

  it("never shows a header, a query or a user of the address", async (test) => {
    const server = await fakeServer(test, { "/thing": (_, response) => page(response, 500, "Error") });
    const asked = connect(test, server.url).json({ ...read, query: { token: "q-secret" } });
    await assert.rejects(asked, (error: Error) => !/secret/.test(error.message));
  });

  it("says so where a success is a web page", async (test) => {
    const server = await fakeServer(test, { "/thing": (_, response) => page(response, 200, "Sign in") });
    await assert.rejects(connect(test, server.url).json(read), { message: /answered with a web page\. .*sign in/ });
  });

  it("says where nothing answers, and where the host is unknown", async (test) => {
    const closed = createServer().listen(0, "127.0.0.1");
    await once(closed, "listening");
    const { port } = closed.address() as { port: number };
    await new Promise((resolve) => closed.close(resolve));
    await assert.rejects(connect(test, `http://127.0.0.1:${port}`).json(read), {
      errorCode: "IO_ERROR",
      message: /nothing answers there\. Start the server/,
    });
    await assert.rejects(connect(test, "http://nobody.invalid").json(read), { errorCode: "IO_ERROR" });
  });

  it("of time ends a request, which is not sent again", async (test) => {
    const server = await fakeServer(test, { "/thing": () => undefined });
    const connection = connect(test, server.url, { timeoutMs: 50 });
    await assert.rejects(connection.json(read), { message: /silent for 0\.05 s\. MLFLOW_HTTP_REQUEST_TIMEOUT/ });
    assert.equal(server.received.length, 1);
  });
});

describe("a read", () => {
  it("is sent again while the server is busy, as soon as it says", async (test) => {
    const server = await fakeServer(test, { "/thing": inTurn(busy(429), busy(503), busy(502), () => ({ ok: 1 })) });
    assert.deepEqual(await connect(test, server.url).json(read), { ok: 1 });
    assert.equal(server.received.length, 4);
  });

  it("is given up after three repeats, and at once where the server asks for more patience", async (test) => {
    const server = await fakeServer(test, { "/thing": busy(503) });
    await assert.rejects(connect(test, server.url).json(read), { errorCode: "TEMPORARILY_UNAVAILABLE" });
    assert.equal(server.received.length, 4);
    const patient = await fakeServer(test, { "/thing": busy(429, { "retry-after": "3600" }) });
    await assert.rejects(connect(test, patient.url).json(read), { errorCode: "REQUEST_LIMIT_EXCEEDED" });
    assert.equal(patient.received.length, 1);
  });

  it("is sent again after a broken connection", async (test) => {
    const server = await fakeServer(test, {
      "/thing": inTurn(
        (_, response) => void response.destroy(),
        (_, response) => void response.writeHead(200, { "content-length": "100" }).write("{", () => response.destroy()),
        () => ({ ok: 1 }),
      ),
    });
    assert.deepEqual(await connect(test, server.url).json({ ...write, isRead: true }), { ok: 1 });
    assert.equal(server.received.length, 3);
  });

  it("is sent once more where the server stumbled: a web page of status 500, and no refusal", async (test) => {
    const stumbles: Answering = (_, response) => page(response, 500, "Internal Server Error");
    const once = await fakeServer(test, { "/thing": inTurn(stumbles, () => ({ ok: 1 })) });
    assert.deepEqual(await connect(test, once.url).json(read), { ok: 1 });
    const always = await fakeServer(test, { "/thing": stumbles });
    await assert.rejects(connect(test, always.url).json(read), { errorCode: "INTERNAL_ERROR" });
    assert.equal(always.received.length, 2);
    const refusal = { error_code: "INTERNAL_ERROR", message: "no" };
    const refuses = await fakeServer(test, { "/thing": (_, response) => json(response, 500, refusal) });
    await assert.rejects(connect(test, refuses.url).json(read), { message: "no" });
    assert.equal(refuses.received.length, 1);
  });

  it("is not sent again for what was switched off", async (test) => {
    const text = "Endpoint: /x disabled due to the mlflow server running with `--no-serve-artifacts`.";
    const server = await fakeServer(test, { "/thing": (_, response) => void response.writeHead(503).end(text) });
    await assert.rejects(connect(test, server.url).json(read), { message: /--no-serve-artifacts/ });
    assert.equal(server.received.length, 1);
  });
});

describe("a write", () => {
  it("is never sent twice, whatever happens", async (test) => {
    const stumbles: Answering = (_, response) => page(response, 500, "Internal Server Error");
    for (const answer of [
      stumbles,
      busy(429),
      busy(503),
      busy(504),
      ((_, response) => void response.destroy()) as Answering,
    ]) {
      const server = await fakeServer(test, { "/thing": answer });
      await assert.rejects(connect(test, server.url).json(write));
      assert.equal(server.received.length, 1);
    }
  });

  it("goes over a connection of its own, which cannot just be closing", async (test) => {
    const server = await fakeServer(test, { "/thing": () => ({}) });
    const connection = connect(test, server.url);
    await connection.json(read);
    await connection.json(write);
    assert.deepEqual(
      server.received.map(({ headers }) => headers.connection),
      ["keep-alive", "close"],
    );
  });
});

describe("a redirect", () => {
  const to = (location: string, status = 307): Answering => {
    return (_, response) => void response.writeHead(status, { location }).end();
  };

  it("within the origin is followed with the credentials, a write only where it was not carried out", async (test) => {
    const server = await fakeServer(test, { "/thing": to("/there?x=1"), "/there": () => ({ ok: 1 }) });
    const connection = connect(test, server.url);
    assert.deepEqual(await connection.json(read), { ok: 1 });
    assert.deepEqual(await connection.json(write), { ok: 1 });
    const [asked, written] = server.at("/there");
    assert.equal(asked?.headers.authorization, "Bearer secret");
    assert.deepEqual([written?.method, written?.body], ["POST", '{"a":1}']);
    const moved = await fakeServer(test, { "/thing": to("/there", 302), "/there": () => ({ ok: 1 }) });
    await assert.rejects(connect(test, moved.url).json(write), { errorCode: "PERMISSION_DENIED" });
    assert.equal(moved.at("/there").length, 0);
  });

  it("to another origin carries no header of the address, and no write", async (test) => {
    const elsewhere = await fakeServer(test, { "/": () => ({ ok: 1 }) });
    const server = await fakeServer(test, { "/thing": to(`${elsewhere.url}/there`) });
    const connection = connect(test, server.url);
    assert.deepEqual(await connection.json(read), { ok: 1 });
    const [{ headers } = assert.fail("nothing arrived")] = elsewhere.received;
    assert.deepEqual([headers.authorization, headers["x-own"]], [undefined, undefined]);
    await assert.rejects(connection.json(write), { message: /use that server's own address/ });
    assert.equal(elsewhere.received.length, 1);
  });

  it("to another origin and back gets no credentials on the way, and its user is not sent", async (test) => {
    const elsewhere = await fakeServer(test, { "/there": (_, response) => void to(`${back()}/end`)(_, response) });
    const server = await fakeServer(test, {
      "/thing": to(elsewhere.url.replace("//", "//evil:pw@") + "/there"),
      "/end": () => ({ ok: 1 }),
    });
    const back = () => server.url;
    assert.deepEqual(await connect(test, server.url).json(read), { ok: 1 });
    assert.equal(elsewhere.received[0]?.headers.authorization, undefined);
  });

  it("without an end, or to what is no web address, is refused", async (test) => {
    const server = await fakeServer(test, { "/thing": to("/thing"), "/file": to("file:///etc/passwd") });
    const connection = connect(test, server.url);
    await assert.rejects(connection.json(read), { message: /more than 5 times/ });
    await assert.rejects(connection.json({ ...read, path: "/file" }), { message: /not a web address/ });
  });
});

describe("a cancelled request", () => {
  it("ends with CANCELLED, while it waits and while it pauses between repeats", async (test) => {
    const server = await fakeServer(test, { "/thing": () => undefined, "/busy": busy(503, { "retry-after": "30" }) });
    const connection = connect(test, server.url);
    for (const path of ["/thing", "/busy"]) {
      const ending = new AbortController();
      const asked = connection.json({ ...read, path, signal: ending.signal });
      while (server.at(path).length === 0) await new Promise((resolve) => setImmediate(resolve));
      ending.abort();
      await assert.rejects(asked, { errorCode: "CANCELLED" });
    }
    await assert.rejects(connection.json({ ...read, signal: AbortSignal.abort() }), { errorCode: "CANCELLED" });
  });

  it("is what all become when the connection is closed", async (test) => {
    const server = await fakeServer(test, { "/thing": () => undefined });
    const connection = connect(test, server.url);
    const asked = [connection.json(read), connection.json(write)];
    while (server.received.length < 2) await new Promise((resolve) => setImmediate(resolve));
    connection.close();
    for (const each of asked) await assert.rejects(each, { errorCode: "CANCELLED" });
  });
});
