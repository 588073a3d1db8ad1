import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import * as vscode from "vscode";
import { log } from "../log.ts";
import { localPlace, pythonVariables, storeVariables, trackingUriOf } from "../python/child.ts";
import type { Python } from "../python/index.ts";
import { allowUpgrade } from "../python/schema.ts";
import { start, type Started } from "../python/start.ts";
import type { WorkspaceStore } from "../stores/index.ts";

export interface MlflowUi {
  readonly url: string;
  readonly ended: Promise<unknown>;
  stop(): Promise<void>;
}

/** How much of what it said is told when it does not start. */
const toldCharacters = 2_000;

/**
 * Starts `mlflow ui` on a store and waits until it answers.
 *
 * @throws Error in words, with what it said, where it does not start; CancellationError
 */
export async function startMlflowUi(store: WorkspaceStore, python: Python): Promise<MlflowUi> {
  const folder = dirname(localPlace(store.uri).path);
  const environment = await python.withMlflow(folder);
  await allowUpgrade(store, environment, python);
  const trackingUri = trackingUriOf(store);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let said = "";
  const started = start({
    program: environment.executable,
    args: [
      ...["-m", "mlflow", "ui", `--backend-store-uri=${trackingUri}`],
      ...["--host=127.0.0.1", `--port=${port}`, "--workers=1"],
    ],
    cwd: folder,
    variables: { ...pythonVariables(environment), ...storeVariables(trackingUri) },
    onOutput: (text) => {
      said = (said + text).slice(-toldCharacters);
      log.trace(text.trimEnd());
    },
  });
  const owned = python.own(() => started.stop(1_000));
  void started.ended.then(() => {
    owned.dispose();
  });
  try {
    await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t("Starting MLflow's page for {0}", store.label),
        cancellable: true,
      },
      (_progress, token) => untilItAnswers(url, started, token),
    );
  } catch (error) {
    await started.stop();
    if (error instanceof vscode.CancellationError) throw error;
    log.error(said);
    throw error;
  }
  log.info(`MLflow's page for ${store.label} is at ${url}`);
  return { url, ended: started.ended, stop: () => started.stop() };
}

async function untilItAnswers(url: string, started: Started, token: vscode.CancellationToken): Promise<void> {
  let hasEnded = false;
  void started.ended.then(() => (hasEnded = true));
  for (;;) {
    if (token.isCancellationRequested) throw new vscode.CancellationError();
    if (hasEnded) throw new Error(vscode.l10n.t("MLflow's page did not start. The log says why."));
    const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
    if (response?.ok) return;
    await delay(200);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
