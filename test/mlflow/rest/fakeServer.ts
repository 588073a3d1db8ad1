import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import { type TestContext } from "node:test";
import { openRestStore } from "../../../src/mlflow/rest/store.ts";
import { type OpenOptions, type Store } from "../../../src/mlflow/store.ts";

/** A request as it arrived. */
export interface Received {
  method: string;
  /** With its query. */
  url: URL;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Answers a request: a document, or whatever it writes itself (`undefined` then). */
export type Answering = (request: Received, response: ServerResponse) => unknown;

export interface FakeServer {
  url: string;
  /** All that arrived, in order. */
  received: Received[];
  /** What arrived below a path. */
  at(path: string): Received[];
}

/** A real HTTP server for one test, in place of a tracking server: routes are the starts of paths. */
export async function fakeServer(test: TestContext, routes: Record<string, Answering>): Promise<FakeServer> {
  const received: Received[] = [];
  const server: Server = createServer((message, response) => {
    const chunks: Buffer[] = [];
    message.on("data", (chunk: Buffer) => chunks.push(chunk));
    message.on("end", () => {
      const url = new URL(message.url ?? "/", "http://fake");
      const body = Buffer.concat(chunks).toString();
      const request = { method: message.method ?? "", url, headers: message.headers, body };
      received.push(request);
      const route = Object.keys(routes).find((path) => url.pathname.startsWith(path));
      const answer = route === undefined ? page(response, 404, "Not Found") : routes[route]?.(request, response);
      if (answer !== undefined) json(response, 200, answer);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  test.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    at: (path) => received.filter(({ url }) => url.pathname.startsWith(path)),
  };
}

export function json(response: ServerResponse, status: number, document: unknown, headers = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(document));
}

export function page(response: ServerResponse, status: number, title: string, headers = {}): void {
  response
    .writeHead(status, { "content-type": "text/html", ...headers })
    .end(`<!doctype html>\n<html lang=en>\n<title>${title}</title>\n`);
}

/** The routes by which a server of MLflow is known: its version, or where it tells none that it has experiments. */
export function version(text: string): Record<string, Answering> {
  return { "/version": (_, response) => void response.end(text), "/api/2.0/mlflow/experiments/search": () => ({}) };
}

/** Opens a store on a fake server, and closes it with the test. */
export async function openFake(test: TestContext, url: string, options: OpenOptions = {}): Promise<Store> {
  const store = await openRestStore(url, { kind: "rest", url }, options);
  test.after(() => store.close());
  return store;
}
