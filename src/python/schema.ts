import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";
import * as vscode from "vscode";
import type { WorkspaceStore } from "../stores/index.ts";
import { localPlace } from "./child.ts";
import type { WithMlflow } from "./environment.ts";
import type { Python } from "./index.ts";

/**
 * Any mlflow upgrades a database that an older one made, as soon as it opens it, and the older one refuses it from then
 * on. So the user is asked before Python is started on one.
 *
 * @throws Error where this mlflow could not read the database at all; CancellationError when the user would rather not
 */
export async function allowUpgrade(store: WorkspaceStore, environment: WithMlflow, python: Python): Promise<void> {
  if (store.store?.kind !== "sqlite") return;
  await store.store.refresh();
  const found = store.store.schemaRevision;
  const { version, schemaRevision: wanted, revisions } = environment.mlflow;
  if (found === undefined || wanted === undefined || found === wanted) return;
  if (!revisions.includes(found)) {
    throw new Error(
      vscode.l10n.t(
        "{0} was made by a newer MLflow, which mlflow {1} cannot read. Use a newer mlflow.",
        store.label,
        version,
      ),
    );
  }
  const copy = vscode.l10n.t("Copy, Then Upgrade");
  const upgrade = vscode.l10n.t("Upgrade");
  const { path } = localPlace(store.uri);
  const target = freePath(`${path}.before-mlflow-${version}`);
  const picked = await vscode.window.showWarningMessage(
    vscode.l10n.t("mlflow {0} would upgrade the database {1}.", version, store.label),
    {
      modal: true,
      detail: vscode.l10n.t(
        "The MLflow that made it could not open it any more, and there is no way back. A copy would be kept as {0}.",
        target,
      ),
    },
    copy,
    upgrade,
  );
  if (picked === undefined) throw new vscode.CancellationError();
  if (picked === copy) {
    await promisify(execFile)(environment.executable, [python.script("copy_database.py"), path, target]);
  }
}

function freePath(path: string): string {
  for (let count = 1; ; count++) {
    const free = count === 1 ? path : `${path}-${count}`;
    if (!existsSync(free)) return free;
  }
}
