import * as vscode from "vscode";
import type { RunStatus } from "../mlflow/entities.ts";

/** A status in words, as its icon says it. */
export function statusName(status: RunStatus): string {
  switch (status) {
    case "FINISHED":
      return vscode.l10n.t("finished");
    case "FAILED":
      return vscode.l10n.t("failed");
    case "KILLED":
      return vscode.l10n.t("killed");
    case "RUNNING":
      return vscode.l10n.t("running");
    case "SCHEDULED":
      return vscode.l10n.t("scheduled");
  }
}
