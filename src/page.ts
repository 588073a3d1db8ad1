import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { messageOf } from "./command.ts";
import { log } from "./log.ts";
import { connect } from "./mlflow/rpc.ts";

/** What stands behind a page: its URI says everything that it shows. */
interface PageDocument extends vscode.CustomDocument {
  readonly uri: vscode.Uri;
}

/**
 * Registers the custom editor of a page, whose selector in package.json is its scheme (`mlflow-run:/**`). VS Code gives it
 * preview, pinning, splitting, Go Back and restoring after a reload.
 *
 * @param show opens the page in a panel with `openPage`; what it throws is shown in the editor's place
 */
export function registerPage(
  viewType: string,
  show: (uri: vscode.Uri, panel: vscode.WebviewPanel) => void | Promise<void>,
): vscode.Disposable {
  const provider: vscode.CustomReadonlyEditorProvider<PageDocument> = {
    openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
    resolveCustomEditor: ({ uri }, panel) => show(uri, panel),
  };
  return vscode.window.registerCustomEditorProvider(viewType, provider, { supportsMultipleEditorsPerDocument: true });
}

let extensionUri: vscode.Uri | undefined;

/** Where the scripts of the pages lie; said once, when the extension starts. */
export function setPagesFolder(extension: vscode.Uri): void {
  extensionUri = extension;
}

/** An interface of the protocol as the extension fulfils it: any method may answer later. */
export type Answering<Host> = {
  [Method in keyof Host]: Host[Method] extends (...args: infer Args) => infer Answer
    ? (...args: Args) => Answer | Promise<Answer>
    : never;
};

/** What `openPage` adds to what a page may ask of the extension. */
interface EveryPagesHost {
  /** Writes into the log what went wrong in the page, and shows the log when the user asks for it. */
  reportError(message: string, stack: string | undefined): void;
  showLog(): void;
}

/** What the extension holds of an open page. */
export interface OpenPage<Page extends object> {
  /** What may be asked of the page, by its half of the protocol. */
  readonly page: Page;
  /** Ends these with the page. */
  readonly own: (...disposables: readonly { dispose(): unknown }[]) => void;
}

/**
 * Fills a panel with a page of `webview/`.
 *
 * @param name the page's folder below `webview/`
 * @param host what the page may ask of the extension; errors reach the page with their message, and the log in full
 */
export function openPage<Host extends object, Page extends object>(
  panel: vscode.WebviewPanel,
  name: string,
  host: Answering<Host>,
): OpenPage<Page> {
  if (extensionUri === undefined) throw new Error("The pages' folder was not set.");
  const { webview } = panel;
  const pages = vscode.Uri.joinPath(extensionUri, "dist", "pages");
  webview.options = { enableScripts: true, localResourceRoots: [pages] };
  const { remote, close } = connect<Page>(
    {
      postMessage: (message) => void webview.postMessage(message),
      onMessage: (listener) => void webview.onDidReceiveMessage((message: unknown) => listener(message)),
    },
    { ...logged(name, host), ...everyPagesHost(name) },
  );
  panel.onDidDispose(close);
  webview.html = document(webview, pages, name);
  return {
    page: unanswered(name, remote),
    own: (...disposables) => void panel.onDidDispose(() => void vscode.Disposable.from(...disposables).dispose()),
  };
}

/** The same methods; that a page was closed before it answered, or failed to, is no error of who told it something. */
function unanswered<Page extends object>(name: string, remote: Page): Page {
  return new Proxy(remote, {
    get:
      (methods, method) =>
      (...args: unknown[]) => {
        const answer = (methods as Record<string | symbol, (...args: unknown[]) => Promise<unknown>>)[method]?.(
          ...args,
        );
        answer?.catch((error: unknown) => log.trace(`Page ${name} did not answer: ${messageOf(error)}`));
        return answer;
      },
  });
}

function everyPagesHost(name: string): EveryPagesHost {
  return {
    reportError: (message, stack) => log.error(`Page ${name}: ${stack ?? message}`),
    showLog: () => log.show(),
  };
}

/** The same methods; what they throw is in the log too. */
function logged<Host extends object>(name: string, host: Host): Host {
  const methods = Object.entries(host).map(([method, answer]: [string, unknown]) => [
    method,
    async (...args: unknown[]) => {
      try {
        return await (answer as (...args: unknown[]) => unknown)(...args);
      } catch (error) {
        if (!(error instanceof vscode.CancellationError)) {
          log.error(error instanceof Error ? error : String(error));
          log.error(`Page ${name} asked for ${method}: ${messageOf(error)}`);
        }
        throw error;
      }
    },
  ]);
  return Object.fromEntries(methods) as Host;
}

/** The toolkit makes an empty style element and fills it through the object model, which the policy allows. */
const emptyStyle = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";

/** The page's document. Its policy lets it load nothing but its own scripts, styles and fonts. */
function document(webview: vscode.Webview, pages: vscode.Uri, name: string): string {
  const nonce = randomBytes(16).toString("base64");
  const source = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(pages, file)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' ${webview.cspSource}`,
    `style-src ${webview.cspSource} ${emptyStyle}`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data: blob:`,
  ].join("; ");
  // As JSON in a document only "<" means something to the parser of HTML.
  const texts = JSON.stringify(vscode.l10n.bundle ?? {}).replaceAll("<", "\\u003c");
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
<meta charset="UTF-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="${source("codicon.css")}">
<link rel="stylesheet" href="${source(`${name}.css`)}">
<title>MLflow</title>
</head>
<body>
<script type="application/json" id="texts">${texts}</script>
<div id="root"></div>
<script type="module" nonce="${nonce}" src="${source(`${name}.js`)}"></script>
</body>
</html>`;
}
