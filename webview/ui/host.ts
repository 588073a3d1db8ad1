import * as l10n from "@vscode/l10n";
import { connect } from "../../src/mlflow/rpc.ts";

/** What VS Code gives to every page. */
interface WebviewApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): WebviewApi;

const api = acquireVsCodeApi();

l10n.config({ contents: JSON.parse(document.getElementById("texts")?.textContent ?? "{}") as Record<string, string> });

/** The language of VS Code, a BCP 47 tag: how numbers and times are written. */
export const locale = document.documentElement.lang || "en";

/** What every page may ask of the extension. */
interface EveryPagesHost {
  reportError(message: string, stack: string | undefined): Promise<void>;
  showLog(): Promise<void>;
}

/** An interface of plain methods as the other side of the channel sees it: all of them answer later. */
export type Remote<T> = {
  [Method in keyof T]: T[Method] extends (...args: infer Args) => infer Answer
    ? (...args: Args) => Promise<Awaited<Answer>>
    : never;
};

/**
 * Connects the page to the extension. Once a page.
 *
 * @param page what the extension may ask of the page
 */
export function connectHost<Host extends object>(page: object): Remote<Host> & EveryPagesHost {
  const { remote } = connect<Remote<Host> & EveryPagesHost>(
    {
      postMessage: (message) => api.postMessage(message),
      onMessage: (listener) => window.addEventListener("message", ({ data }) => listener(data)),
    },
    page,
  );
  const report = (error: unknown) => {
    const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined };
    void remote.reportError(message, stack);
  };
  // Without an error it is only a notice: of a ResizeObserver that is called again in the next frame.
  window.addEventListener("error", ({ error }) => error != null && report(error));
  window.addEventListener("unhandledrejection", ({ reason }) => report(reason));
  return remote;
}

const state = (api.getState() ?? {}) as Record<string, unknown>;

/** What the page kept under a key, also through a reload of the window; `undefined` where it kept nothing. */
export function keptState<T>(key: string): T | undefined {
  return state[key] as T | undefined;
}

/** Keeps what only the eye needs (scroll, widths, what is folded) with the page. */
export function keepState(key: string, value: unknown): void {
  state[key] = value;
  api.setState(state);
}
