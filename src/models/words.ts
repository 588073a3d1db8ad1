import * as vscode from "vscode";
import type { ModelStage } from "../mlflow/entities.ts";
import type { LedgerEntry } from "./history/ledger.ts";

/** A stage in the user's language; `None` is MLflow's word for no stage. */
export function stageName(stage: ModelStage): string {
  switch (stage) {
    case "None":
      return vscode.l10n.t({ message: "None", comment: ["The stage of a model version that has none"] });
    case "Staging":
      return vscode.l10n.t("Staging");
    case "Production":
      return vscode.l10n.t("Production");
    case "Archived":
      return vscode.l10n.t("Archived");
  }
}

const maxShown = 80;

/**
 * What an entry of the history says was done, without who and when. Of what was done elsewhere only where it led is known:
 * several moves count as one.
 */
export function changeText({ change, replacedBy, version, isElsewhere }: LedgerEntry): string {
  switch (change.action) {
    case "created":
      return vscode.l10n.t("registered");
    case "stage": {
      const [from, to] = [stageName(change.from), stageName(change.to)];
      if (isElsewhere) return vscode.l10n.t("{0} → {1}, in one move or several", from, to);
      if (replacedBy !== undefined) return vscode.l10n.t("{0} → {1}, replaced by v{2}", from, to, replacedBy);
      return `${from} → ${to}`;
    }
    case "alias":
      if (change.to === undefined) return vscode.l10n.t("alias {0} removed from v{1}", change.alias, change.from ?? "");
      if (change.from === undefined) return vscode.l10n.t("alias {0} set", change.alias);
      return vscode.l10n.t("alias {0} moved here from v{1}", change.alias, change.from);
    case "description":
      return version === undefined
        ? vscode.l10n.t("description of the model changed")
        : vscode.l10n.t("description changed");
    case "tag":
      if (change.to === undefined) return vscode.l10n.t("tag {0} removed", change.key);
      return vscode.l10n.t("tag {0} = {1}", change.key, short(change.to));
    case "name":
      return vscode.l10n.t("renamed from {0} to {1}", change.from, change.to);
  }
}

/** How an entry went wrong; `undefined` where it did not. */
export function failureText({ outcome, error, isElsewhere }: LedgerEntry): string | undefined {
  if (outcome === "failed") return vscode.l10n.t("did not take place: {0}", error ?? "");
  if (outcome === "unknown" && !isElsewhere) return vscode.l10n.t("nobody recorded how it ended");
  return undefined;
}

function short(text: string): string {
  const line = text.replaceAll(/\s+/g, " ");
  return line.length > maxShown ? `${line.slice(0, maxShown)}…` : line;
}
