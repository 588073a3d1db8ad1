import { MlflowError } from "../errors.ts";
import { type Address } from "./http/address.ts";
import { type Connection, openConnection, type Query, type Request } from "./http/connection.ts";
import { type Answer } from "./http/exchange.ts";

/** A GET of something that is no document: its `path` is below `/api/`, from a slash on below the server's address, or a whole URL. */
export type Download = Omit<Request, "method" | "isRead" | "body">;

/** A tracking server as the parts of this store see it: MLflow's API by its paths, and what this server can do. */
export interface Server {
  /** Safe to show: without credentials. */
  readonly base: string;
  readonly isDatabricks: boolean;
  /** Whether it is MLflow's own server of this version or a later one; false where that is not known. */
  isAtLeast(major: number, minor?: number): boolean;
  /** @param path below `/api/`: "2.0/mlflow/runs/get" */
  get(path: string, query?: Query, signal?: AbortSignal): Promise<unknown>;
  /** A POST that changes nothing. */
  search(path: string, body: object): Promise<unknown>;
  /** @throws MlflowError PERMISSION_DENIED where the store was opened for reading only */
  write(method: "POST" | "PATCH" | "DELETE", path: string, body: object): Promise<unknown>;
  stream(request: Download): Promise<Answer>;
  /** `stream`, read to its end. */
  text(request: Download): Promise<string>;
  /** The listener is called after each write, also one that failed: it may have been carried out. */
  onWrite(listener: (path: string, body: object) => void): void;
  readonly readOnlyReason: string | undefined;
  close(): void;
}

const readOnlyReason = "The store was opened for reading only.";

/**
 * @throws MlflowError where nothing answers there, or something that is no MLflow server
 */
export async function openServer(address: Address, { readOnly = false }: { readOnly?: boolean }): Promise<Server> {
  const connection = openConnection(address);
  const listeners: ((path: string, body: object) => void)[] = [];
  // A server behind a static prefix (2.x) or a strict proxy may offer its API only where its own pages ask it.
  let root = "/api/";
  let isRootKnown = false;
  let version: readonly [number, number] | undefined;

  async function call(request: Request): Promise<unknown> {
    try {
      const document = await connection.json({ ...request, path: root + request.path });
      isRootKnown = true;
      return document;
    } catch (error) {
      if (!isMissingEndpoint(error)) throw error;
      if (isRootKnown) throw missingEndpoint(address.base, request.path, error);
      try {
        const document = await connection.json({ ...request, path: `/ajax-api/${request.path}` });
        root = "/ajax-api/";
        isRootKnown = true;
        return document;
      } catch (second) {
        if (!isMissingEndpoint(second)) throw second;
        throw version === undefined ? error : missingEndpoint(address.base, request.path, error);
      }
    }
  }

  function placed(request: Download): Request {
    const isPlaced = request.path.startsWith("/") || request.path.includes("://");
    return { ...request, path: isPlaced ? request.path : root + request.path, method: "GET", isRead: true };
  }

  try {
    version = await versionOf(connection);
    // Whether it is MLflow at all: 1.x and Databricks have no endpoint that tells their version.
    if (version === undefined) {
      await call({ method: "POST", path: "2.0/mlflow/experiments/search", body: { max_results: 1 }, isRead: true });
    }
  } catch (error) {
    connection.close();
    throw error;
  }
  return {
    base: address.base,
    isDatabricks: address.isDatabricks,
    readOnlyReason: readOnly ? readOnlyReason : undefined,
    isAtLeast: (major, minor = 0) =>
      version !== undefined && (version[0] > major || (version[0] === major && version[1] >= minor)),
    get: (path, query, signal) => call({ method: "GET", path, query, isRead: true, signal }),
    search: (path, body) => call({ method: "POST", path, body, isRead: true }),
    async write(method, path, body) {
      if (readOnly) throw new MlflowError("PERMISSION_DENIED", readOnlyReason);
      try {
        return await call({ method, path, body, isRead: false });
      } finally {
        for (const listener of listeners) listener(path, body);
      }
    },
    stream: (request) => connection.stream(placed(request)),
    text: (request) => connection.text(placed(request)),
    onWrite: (listener) => void listeners.push(listener),
    close: () => connection.close(),
  };
}

function missingEndpoint(base: string, path: string, cause: unknown): MlflowError {
  const message = `${base} knows no '${path}': it came with a later version of MLflow, or is switched off there.`;
  return new MlflowError("ENDPOINT_NOT_FOUND", message, { cause });
}

/** Whether the server has no such endpoint, and so never looked at the request. */
export function isMissingEndpoint(error: unknown): boolean {
  return error instanceof MlflowError && error.errorCode === "ENDPOINT_NOT_FOUND";
}

/** `undefined` where the server does not tell: MLflow 1.x, Databricks, other programs that speak MLflow's API. */
async function versionOf(connection: Connection): Promise<readonly [number, number] | undefined> {
  if (connection.address.isDatabricks) return undefined;
  try {
    const text = await connection.text({ method: "GET", path: "/version", isRead: true });
    const [, major, minor] = /^\s*(\d+)\.(\d+)/.exec(text) ?? [];
    return major === undefined ? undefined : [Number(major), Number(minor)];
  } catch (error) {
    // What the network says is said at once; what the server says about this one path does not matter.
    if (error instanceof MlflowError && error.errorCode === "IO_ERROR") throw error;
    return undefined;
  }
}
