import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { type SecureContextOptions } from "node:tls";
import { invalidParameter, MlflowError, systemError } from "../../errors.ts";
import { type OpenOptions } from "../../store.ts";
import { type StoreLocation } from "../../storeUri.ts";
import { basic, bearer } from "./authorization.ts";
import { databricksHost } from "./databricks.ts";
import { parseIni } from "./ini.ts";

/** What TLS asks of a server and shows to it. */
export type TlsOptions = Pick<SecureContextOptions, "ca" | "cert" | "key"> & { rejectUnauthorized?: boolean };

/** Where a server is, and what is sent there and to no other origin. */
export interface Address {
  /** Without credentials, query and a slash at its end: `https://host:5000/prefix`. Safe to show. */
  readonly base: string;
  readonly origin: string;
  /** Names are in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TlsOptions;
  /** How long the server may be silent. */
  readonly timeoutMs: number;
  readonly isDatabricks: boolean;
}

const defaultTimeoutSeconds = 120;

/**
 * Finds a server's address and credentials, in MLflow's order (`mlflow/utils/credentials.py`): the given headers, the
 * URL's own user, then the user, password and token of the environment and of `~/.mlflow/credentials`. Those last ones
 * and the certificates of the environment are only for the origin of the environment's own `MLFLOW_TRACKING_URI`: an
 * address that a workspace names must not get them.
 *
 * @throws MlflowError for an address that is no URL, and for certificates that cannot be read
 */
export function addressOf(location: Extract<StoreLocation, { kind: "rest" }>, options: OpenOptions): Address {
  const isDatabricks = "profile" in location;
  const { url, headers: hostHeaders } = isDatabricks ? databricksHost(location.profile) : parseServerUrl(location.url);
  const isEnvironments = !isDatabricks && url.origin === environmentOrigin();
  const environment = isEnvironments ? environmentHeaders() : {};
  return {
    base: url.origin + url.pathname.replace(/\/+$/, ""),
    origin: url.origin,
    headers: { ...environment, ...hostHeaders, ...lowerCased(options.headers ?? {}) },
    tls: url.protocol === "https:" ? tlsOptions(isEnvironments) : {},
    timeoutMs: 1_000 * (Number(process.env.MLFLOW_HTTP_REQUEST_TIMEOUT) || defaultTimeoutSeconds),
    isDatabricks,
  };
}

/** A query and a fragment are dropped: people copy the address from MLflow's own page, `…/#/experiments/1`. */
function parseServerUrl(text: string): { url: URL; headers: Record<string, string> } {
  if (!URL.canParse(text)) {
    throw invalidParameter("The address of the server is not a URL. Give one as 'http://host:5000'.");
  }
  const url = new URL(text);
  const { username, password } = url;
  const headers: Record<string, string> =
    username === "" ? {} : { authorization: basic(decoded(username), decoded(password)) };
  return { url, headers };
}

function environmentOrigin(): string | undefined {
  const uri = process.env.MLFLOW_TRACKING_URI ?? "";
  return /^https?:/i.test(uri) && URL.canParse(uri) ? new URL(uri).origin : undefined;
}

function environmentHeaders(): Record<string, string> {
  for (const name of ["MLFLOW_TRACKING_AWS_SIGV4", "MLFLOW_TRACKING_AUTH"]) {
    const value = process.env[name] ?? "";
    if (value === "" || /^(false|0)$/i.test(value)) continue;
    throw new MlflowError(
      "NOT_IMPLEMENTED",
      `The environment asks for a way to sign in that is not supported here (${name}). ` +
        "A user with a password, a token and headers of one's own are.",
    );
  }
  const { MLFLOW_TRACKING_TOKEN: token, MLFLOW_WORKSPACE: workspace } = process.env;
  const stored = storedCredentials();
  const user = process.env.MLFLOW_TRACKING_USERNAME || stored.get("mlflow_tracking_username");
  const password = process.env.MLFLOW_TRACKING_PASSWORD || stored.get("mlflow_tracking_password");
  const headers: Record<string, string> = {};
  if (user && password) headers.authorization = basic(user, password);
  else if (token) headers.authorization = bearer(token);
  if (workspace?.trim()) headers["x-mlflow-workspace"] = workspace.trim();
  return headers;
}

function storedCredentials(): Map<string, string> {
  let text = "";
  try {
    text = readFileSync(join(homedir(), ".mlflow", "credentials"), "utf8");
  } catch {
    // Most people have no such file.
  }
  return parseIni(text).get("mlflow") ?? new Map<string, string>();
}

/** @param isEnvironments whether this is the environment's own server, whose certificates these are */
function tlsOptions(isEnvironments: boolean): TlsOptions {
  const everyones = process.env.REQUESTS_CA_BUNDLE || process.env.CURL_CA_BUNDLE;
  const options: TlsOptions = everyones ? { ca: certificate(everyones) } : {};
  if (!isEnvironments) return options;
  const {
    MLFLOW_TRACKING_SERVER_CERT_PATH: server,
    MLFLOW_TRACKING_CLIENT_CERT_PATH: client,
    MLFLOW_TRACKING_INSECURE_TLS: insecure,
  } = process.env;
  if (server) options.ca = certificate(server);
  else if (/^(true|1)$/i.test(insecure ?? "")) options.rejectUnauthorized = false;
  if (client) options.cert = options.key = certificate(client);
  return options;
}

function certificate(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw systemError(`Could not read the certificate '${path}' that the environment names`, error);
  }
}

/** A percent sign that encodes nothing stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function lowerCased(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
