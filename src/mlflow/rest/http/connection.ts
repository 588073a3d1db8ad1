import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { MlflowError } from "../../errors.ts";
import { loads } from "../../pythonJson.ts";
import { type Address } from "./address.ts";
import { type Answer, type Exchange, openExchanges } from "./exchange.ts";
import { cancelled, connectionFailure, refusal, unexpectedAnswer } from "./failure.ts";

export type Query = Record<string, string | number | boolean | readonly string[] | undefined>;

export interface Request {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Below the server's address, from its slash on; or a whole URL, which gets the server's headers only on its origin. */
  path: string;
  /** A list is repeated; what is `undefined` is left out. */
  query?: Query;
  body?: object;
  /** Changes nothing, so that it may be repeated. */
  isRead: boolean;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** One server: requests with its credentials, repeated where that is safe, failures in words. */
export interface Connection {
  readonly address: Address;
  /** The answer's document; an empty object for an empty answer. @throws MlflowError with the server's code and message */
  json(request: Request): Promise<unknown>;
  /** The answer's text. @throws MlflowError for any status but 200 */
  text(request: Request): Promise<string>;
  /** The answer as it comes, of status 200, or 206 or 416 for a range. @throws MlflowError for any other */
  stream(request: Request): Promise<Answer>;
  /** Ends what is under way, with errors whose code is `CANCELLED`. */
  close(): void;
}

/** The largest document; a page of 1,000 runs has some 4 MB. V8 cannot hold a text of more than 512 MB. */
const maxDocumentBytes = 256 * 1024 * 1024;
const maxRetries = 3;
const firstBackoffMs = 200;
/** A server that asks for more patience than this is answered with its error. */
const maxRetryAfterMs = 30_000;
const brokenConnections = new Set(["ECONNRESET", "EPIPE", "ETIMEDOUT", "EAI_AGAIN"]);

export function openConnection(address: Address): Connection {
  const exchanges = openExchanges(address);
  const ending = new AbortController();
  setMaxListeners(0, ending.signal);

  /** Asks, and asks again where that is safe, until `take` has its answer. */
  async function ask<T>(request: Request, take: (answer: Answer, exchange: Exchange) => Promise<T>): Promise<T> {
    const exchange = exchangeOf(address, request, ending.signal);
    for (let attempt = 0; ; attempt++) {
      let waitMs = firstBackoffMs * 2 ** attempt * (0.5 + Math.random());
      try {
        const answer = await exchanges.send(exchange);
        const asksMs = retryAfterMs(answer.headers["retry-after"]) ?? waitMs;
        const isBusy = [429, 502, 503, 504].includes(answer.status) && asksMs <= maxRetryAfterMs;
        const mayRepeat = request.isRead && (isBusy || (attempt === 0 && hasStumbled(answer)));
        if (!mayRepeat || attempt === maxRetries) return await take(answer, exchange);
        const text = await readText(answer, exchange);
        // MLflow's word for an endpoint that is switched off for good.
        if (/^Endpoint: .* disabled/.test(text)) throw failureOf(exchange.asked, answer, text);
        waitMs = asksMs;
      } catch (error) {
        const { code = "" } = ((error as MlflowError).cause ?? {}) as NodeJS.ErrnoException;
        if (!request.isRead || attempt === maxRetries || !brokenConnections.has(code)) throw error;
      }
      await sleep(waitMs, undefined, { signal: exchange.signal }).catch(() => {
        throw cancelled();
      });
    }
  }

  const packed = (request: Request) => ({ ...request, headers: { "accept-encoding": "gzip", ...request.headers } });

  return {
    address,
    json: (request) =>
      ask(packed(request), async (answer, exchange) =>
        documentOf(exchange.asked, answer, await readText(answer, exchange)),
      ),
    text: (request) =>
      ask(packed(request), async (answer, exchange) => {
        const text = await readText(answer, exchange);
        if (answer.status === 200) return text;
        throw failureOf(exchange.asked, answer, text);
      }),
    stream: (request) =>
      ask(request, async (answer, exchange) => {
        if ([200, 206, 416].includes(answer.status)) return answer;
        throw failureOf(exchange.asked, answer, await readText(answer, exchange));
      }),
    close() {
      ending.abort();
      exchanges.close();
    },
  };
}

/**
 * Whether the server failed where it meant to answer: MLflow's refusals are documents. A server of 3.17 without Flask-WTF
 * fails now and then on searches of runs that come side by side.
 */
function hasStumbled({ status, headers }: Answer): boolean {
  return status === 500 && /^text\/html/.test(headers["content-type"] ?? "");
}

function exchangeOf(address: Address, request: Request, ending: AbortSignal): Exchange {
  const { method, path, query = {}, body, isRead, headers, signal } = request;
  const url = new URL(path.startsWith("/") ? address.base + path : path);
  for (const [key, value] of Object.entries(query)) {
    for (const part of Array.isArray(value) ? (value as string[]) : [value]) {
      if (part !== undefined) url.searchParams.append(key, String(part));
    }
  }
  const text = body === undefined ? undefined : JSON.stringify(body);
  // Node tells no length of its own for DELETE, and a server would not look for a body then.
  const described: Record<string, string> =
    text === undefined ? {} : { "content-type": "application/json", "content-length": String(Buffer.byteLength(text)) };
  return {
    asked: `${method} ${url.origin}${url.pathname}`,
    method,
    url,
    headers: { ...described, ...headers },
    body: text,
    isRead,
    signal: signal === undefined ? ending : AbortSignal.any([ending, signal]),
  };
}

async function readText(answer: Answer, { asked, signal }: Exchange): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxDocumentBytes) {
        throw new MlflowError("INTERNAL_ERROR", `${asked} was answered with more than ${maxDocumentBytes >> 20} MiB.`);
      }
      chunks.push(chunk);
    }
  } catch (error) {
    throw signal.aborted ? cancelled() : connectionFailure(asked, error);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function documentOf(asked: string, answer: Answer, text: string): unknown {
  if (answer.status < 200 || answer.status >= 300) throw failureOf(asked, answer, text);
  // A proxy (Armeria) answers an empty success with its own words, which MLflow's client accepts too.
  if (text.trim() === "" || text.trim() === "200 OK") return {};
  try {
    // Python writes NaN and infinities bare, which JSON does not know (`get-history-bulk`, other servers).
    return loads(text);
  } catch {
    throw unexpectedAnswer(asked, answer.status, answer.headers["content-type"] ?? "", text);
  }
}

function failureOf(asked: string, answer: Answer, text: string): MlflowError {
  let document: unknown;
  try {
    document = loads(text);
  } catch {
    // Not the API's own refusal, then.
  }
  return refusal(document) ?? unexpectedAnswer(asked, answer.status, answer.headers["content-type"] ?? "", text);
}

/** Seconds, or a date. */
function retryAfterMs(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1_000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
