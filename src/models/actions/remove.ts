import * as vscode from "vscode";
import type { ModelVersion, RegisteredModel } from "../../mlflow/entities.ts";
import type { Stores } from "../../stores/index.ts";
import { buildLedger } from "../history/ledger.ts";
import { modelWithVersions } from "../registry.ts";
import { closePages } from "../page/tabs.ts";
import { exportReport } from "../report/save.ts";
import { stageName } from "../words.ts";
import { targetOf, writableStore, type Target, type TargetArgument } from "./target.ts";

/** Deletes a model or a version, once the user has read what will be lost, and has its report if they want it. */
export async function deleteModel(stores: Stores, argument: TargetArgument): Promise<void> {
  const target = await targetOf(stores, argument);
  if (target === undefined) return;
  const store = writableStore(stores, target.storeId);
  const { name, version } = target;
  const { model, versions } = await modelWithVersions(store, name);
  const loss = version === undefined ? lossOfModel(model, versions) : lossOfVersion(model, versions, version);
  if (!(await isSure(stores, target, loss))) return;
  await (version === undefined ? store.deleteRegisteredModel(name) : store.deleteModelVersion(name, version));
  if (version === undefined) await closePages(target);
}

interface Loss {
  question: string;
  detail: string;
}

async function isSure(stores: Stores, target: Target, { question, detail }: Loss): Promise<boolean> {
  const remove = vscode.l10n.t("Delete");
  const report = vscode.l10n.t("Export Report...");
  for (;;) {
    const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, remove, report);
    if (answer !== report) return answer === remove;
    await exportReport(stores, target);
  }
}

function lossOfModel(model: RegisteredModel, versions: readonly ModelVersion[]): Loss {
  const count = versions.length === 1 ? vscode.l10n.t("1 version") : vscode.l10n.t("{0} versions", versions.length);
  return {
    question: vscode.l10n.t("Delete the model {0}?", model.name),
    detail: lines(
      versions.length === 0 ? undefined : vscode.l10n.t("{0} will be lost, with stages, descriptions and tags.", count),
      servingLine(versions),
      aliasLine(Object.keys(model.aliases)),
      historyLine(buildLedger(model, versions).length),
      vscode.l10n.t("The files of the models stay with the runs that logged them. This cannot be undone."),
    ),
  };
}

function lossOfVersion(model: RegisteredModel, versions: readonly ModelVersion[], version: string): Loss {
  const found = versions.filter((each) => each.version === version);
  const entries = buildLedger(model, versions).filter((entry) => entry.version === version);
  return {
    question: vscode.l10n.t("Delete version {0} of {1}?", version, model.name),
    detail: lines(
      servingLine(found),
      aliasLine(found.flatMap(({ aliases }) => aliases)),
      historyLine(entries.length),
      vscode.l10n.t("The files of the model stay with the run that logged it. This cannot be undone."),
    ),
  };
}

function servingLine(versions: readonly ModelVersion[]): string | undefined {
  const serving = versions
    .filter(({ currentStage }) => currentStage === "Production" || currentStage === "Staging")
    .map(({ version, currentStage }) => `v${version} ${stageName(currentStage)}`);
  return serving.length === 0 ? undefined : vscode.l10n.t("In service: {0}.", serving.join(", "));
}

function aliasLine(aliases: readonly string[]): string | undefined {
  if (aliases.length === 0) return undefined;
  return vscode.l10n.t("Aliases that will point nowhere: {0}.", aliases.join(", "));
}

function historyLine(count: number): string {
  return vscode.l10n.t("Entries of the history that will be lost: {0}.", count);
}

function lines(...parts: (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join("\n");
}
