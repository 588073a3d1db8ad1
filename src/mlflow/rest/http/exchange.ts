import http, { type IncomingHttpHeaders } from "node:http";
import https from "node:https";
import { type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { MlflowError } from "../../errors.ts";
import { type Address } from "./address.ts";
import { cancelled, connectionFailure, timeoutFailure } from "./failure.ts";

/** One HTTP request. */
export interface Exchange {
  /** What is asked, for messages: "GET http://host/api/2.0/…". */
  asked: string;
  method: string;
  url: URL;
  /** Sent wherever the request ends up; the address's own headers are added for its origin. */
  headers: Record<string, string>;
  body?: string;
  /** May be sent again: it changes nothing. */
  isRead: boolean;
  signal: AbortSignal;
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  /** Unpacked. Whoever does not read it to its end must destroy it. */
  body: Readable;
}

const maxRedirects = 5;
/** MLflow's server has four workers by default; what waits beyond that only adds to its queue. */
const maxConnections = 6;

// `fetch` cannot be given certificates without a dependency, and follows redirects with credentials: hence node:http.

/** Sends requests to one server, with its headers and certificates, and never those to any other origin. */
export function openExchanges(address: Address): { send(exchange: Exchange): Promise<Answer>; close(): void } {
  const proxyEnv = process.env;
  const pooled = { keepAlive: true, maxSockets: maxConnections, proxyEnv };
  const single = { keepAlive: false, proxyEnv };
  const readers = { "http:": new http.Agent(pooled), "https:": new https.Agent({ ...pooled, ...address.tls }) };
  // A kept connection may just be closing, and then nobody knows whether a write was carried out: they get new ones.
  const writers = { "http:": new http.Agent(single), "https:": new https.Agent({ ...single, ...address.tls }) };
  const strangers = { "http:": new http.Agent(single), "https:": new https.Agent(single) };

  function request(exchange: Exchange): Promise<Answer> {
    const { asked, method, url, body, isRead, signal } = exchange;
    const isOwn = url.origin === address.origin;
    const agents = isOwn ? (isRead ? readers : writers) : strangers;
    const headers = { ...(isOwn ? address.headers : {}), ...exchange.headers };
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(cancelled());
      const isTls = url.protocol === "https:";
      const agent = agents[isTls ? "https:" : "http:"];
      const sent = (isTls ? https : http).request(url, { method, headers, agent, signal });
      sent.setTimeout(address.timeoutMs, () => sent.destroy(timeoutFailure(asked, address.timeoutMs)));
      sent.on("error", (error) => reject(signal.aborted ? cancelled() : connectionFailure(asked, error)));
      sent.on("response", (response) => {
        const isPacked = response.headers["content-encoding"] === "gzip";
        const unpacked = isPacked ? response.pipe(createGunzip()) : response;
        if (isPacked) response.on("error", (error) => unpacked.destroy(error));
        // Whoever reads it gets the error; one that nobody reads any more must not end the process.
        unpacked.on("error", () => {});
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: unpacked });
      });
      sent.end(body);
    });
  }

  return {
    async send(exchange) {
      let next = exchange;
      for (let redirects = 0; redirects <= maxRedirects; redirects++) {
        const answer = await request(next);
        const { location } = answer.headers;
        if (![301, 302, 303, 307, 308].includes(answer.status) || location === undefined) return answer;
        answer.body.resume();
        next = redirected(next, answer.status, location);
      }
      throw new MlflowError("INTERNAL_ERROR", `${exchange.asked} was redirected more than ${maxRedirects} times.`);
    },
    close() {
      for (const agents of [readers, writers, strangers]) for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

/** A write follows only where the server says that it was not carried out, and never to another origin. */
function redirected(exchange: Exchange, status: number, location: string): Exchange {
  const { asked, isRead } = exchange;
  const url = URL.canParse(location, exchange.url.href) ? new URL(location, exchange.url) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new MlflowError("INTERNAL_ERROR", `${asked} was redirected to what is not a web address.`);
  }
  url.username = url.password = "";
  const isElsewhere = url.origin !== exchange.url.origin;
  if (!isRead && (isElsewhere || status < 307)) {
    throw new MlflowError(
      "PERMISSION_DENIED",
      `${asked} was redirected to ${url.origin}${url.pathname}. A change is not sent there: use that server's own address.`,
    );
  }
  if (status !== 303) return { ...exchange, url };
  const headers = Object.entries(exchange.headers).filter(([name]) => !name.startsWith("content-"));
  return { ...exchange, url, method: "GET", headers: Object.fromEntries(headers), body: undefined };
}
