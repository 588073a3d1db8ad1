import { type ErrorCode, MlflowError } from "../../errors.ts";

// Every failure in words: what was asked, what came instead, what to do.

const codesOfStatus: Record<number, ErrorCode> = {
  400: "BAD_REQUEST",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "ENDPOINT_NOT_FOUND",
  405: "ENDPOINT_NOT_FOUND",
  429: "REQUEST_LIMIT_EXCEEDED",
  501: "NOT_IMPLEMENTED",
  502: "TEMPORARILY_UNAVAILABLE",
  503: "TEMPORARILY_UNAVAILABLE",
  504: "TEMPORARILY_UNAVAILABLE",
};

const advice: Record<number, string> = {
  401: "Give the user and password, or the token, that the server asks for.",
  403: "The server knows you but forbids this, or a proxy before it does: ask who runs it.",
  404: "Check the address: it is that of the server itself, without what follows in the browser.",
  429: "Try again later.",
  502: "The server behind the proxy does not answer: try again later, or ask who runs it.",
  503: "Try again later, or ask who runs it.",
  504: "The server behind the proxy took too long: ask for less, or try again later.",
};

/** Long answers are cut for the message. */
const maxQuoted = 300;

/** An answer that MLflow's API did not give: of a proxy, of a page to sign in, of another server. */
export function unexpectedAnswer(asked: string, status: number, contentType: string, text: string): MlflowError {
  const isPage = /html/i.test(contentType) || /^\s*<(!doctype|html)/i.test(text);
  const said = isPage ? "a web page" : text.trim() === "" ? "nothing" : quoted(text);
  if (status >= 200 && status < 300) {
    const reason = isPage ? "It may be a page to sign in, or not the address of an MLflow server." : "It is not JSON.";
    return new MlflowError("INTERNAL_ERROR", `${asked} was answered with ${said}. ${reason}`);
  }
  const message = `${asked} failed with the HTTP status ${status} and ${said}.`;
  const code = codesOfStatus[status] ?? "INTERNAL_ERROR";
  return new MlflowError(code, advice[status] === undefined ? message : `${message} ${advice[status]}`);
}

/** The server's own refusal, with its code and its words. `undefined` where the document is not one. */
export function refusal(document: unknown): MlflowError | undefined {
  if (typeof document !== "object" || document === null) return undefined;
  const { error_code: code, message } = document as { error_code?: unknown; message?: unknown };
  if (typeof code !== "string") return undefined;
  return new MlflowError(code, typeof message === "string" && message !== "" ? message : code);
}

const words: Record<string, string> = {
  ECONNREFUSED: "nothing answers there. Start the server, or correct the address",
  ENOTFOUND: "no host of this name is known. Correct the address, or check the network",
  EAI_AGAIN: "the host's name cannot be looked up at present. Check the network",
  EHOSTUNREACH: "the host cannot be reached. Check the network",
  ENETUNREACH: "the network cannot be reached",
  ECONNRESET: "the connection broke",
  EPIPE: "the connection broke",
  ETIMEDOUT: "the host does not answer",
  EPROTO: "the server does not speak TLS there. Try 'http:' instead of 'https:'",
  CERT_HAS_EXPIRED: "the server's certificate has expired",
  ERR_TLS_CERT_ALTNAME_INVALID: "the server's certificate is for another name",
};

/** The system's error, in words. */
export function connectionFailure(asked: string, error: unknown): MlflowError {
  if (error instanceof MlflowError) return error;
  const { code = "", message } = error as NodeJS.ErrnoException;
  let reason = words[code];
  if (reason === undefined && /CERT|SELF_SIGNED|UNABLE_TO_/.test(code)) {
    reason = `the server's certificate is not trusted (${message}). MLFLOW_TRACKING_SERVER_CERT_PATH names the authority to trust`;
  } else if (reason === undefined && code.startsWith("HPE_")) {
    reason = `what answers there does not speak HTTP (${message})`;
  }
  return new MlflowError("IO_ERROR", `${asked} failed: ${reason ?? message}.`, { cause: error });
}

export function timeoutFailure(asked: string, timeoutMs: number): MlflowError {
  return new MlflowError(
    "IO_ERROR",
    `${asked} failed: the server was silent for ${timeoutMs / 1_000} s. MLFLOW_HTTP_REQUEST_TIMEOUT sets how long to wait.`,
  );
}

export function cancelled(): MlflowError {
  return new MlflowError("CANCELLED", "The request was cancelled.");
}

function quoted(text: string): string {
  const line = text.trim().replace(/\s+/g, " ");
  return `'${line.length > maxQuoted ? `${line.slice(0, maxQuoted)}…` : line}'`;
}
