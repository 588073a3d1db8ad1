import * as vscode from "vscode";
import type { ModelStage } from "../../mlflow/entities.ts";
import type { Store } from "../../mlflow/store.ts";
import type { MoveRequest, Proposal } from "../../protocol/model.ts";
import { moveVersion, type MoveOutcome } from "../history/changes.ts";
import { validatorOf } from "../history/now.ts";
import { currentUser } from "../history/who.ts";
import { stageName } from "../words.ts";
import { checksOf } from "./checks.ts";
import { versionIn, type ModelReader } from "./snapshot.ts";

/** What moving a version would do and what speaks against it, as things are now. */
export async function propose(reader: ModelReader, version: string, to: ModelStage): Promise<Proposal> {
  reader.forget();
  const snapshot = await reader.snapshot();
  const found = versionIn(snapshot, version);
  const validatedBy = validatorOf(found, snapshot.ledger) ?? "";
  const takesOver = to === "Staging" || to === "Production";
  return {
    version,
    from: found.currentStage,
    to,
    existing: takesOver
      ? snapshot.versions
          .filter((each) => each.currentStage === to && each.version !== version)
          .map((each) => each.version)
      : [],
    checks: await checksOf(reader, version, to, validatedBy),
    ...required(),
    validatedBy,
    by: await currentUser(),
  };
}

/**
 * Moves a version as the user confirmed it.
 *
 * @returns what the user has to know of how it went; "" where all is as they wanted
 * @throws Error where something that is required was not said, or in the store's words
 */
export async function move(
  store: Store,
  reader: ModelReader,
  name: string,
  { version, from, to, archivesExisting, why, validatedBy }: MoveRequest,
): Promise<string> {
  const checks = await checksOf(reader, version, to, validatedBy);
  const { isReasonRequired, isValidatorRequired } = required();
  if (isValidatorRequired && validatedBy.trim() === "") throw new Error(vscode.l10n.t("Say who validated it."));
  if (isReasonRequired && why.trim() === "") throw new Error(vscode.l10n.t("Say why."));
  if (checks.some(({ passed }) => !passed) && why.trim() === "") {
    throw new Error(vscode.l10n.t("A check failed: say why it is moved all the same."));
  }
  const outcome = await moveVersion(store, {
    ...{ name, version, from, to, archivesExisting },
    by: await currentUser(),
    why: why.trim() || undefined,
    validatedBy: validatedBy.trim() || undefined,
    checks: checks.length === 0 ? undefined : checks.map((check) => ({ name: check.name, passed: check.passed })),
  });
  return outcomeText(version, outcome);
}

function required(): { isReasonRequired: boolean; isValidatorRequired: boolean } {
  const settings = vscode.workspace.getConfiguration("mlflowLens.promotion");
  return {
    isReasonRequired: settings.get("requireReason", false),
    isValidatorRequired: settings.get("requireValidator", false),
  };
}

function outcomeText(version: string, outcome: MoveOutcome): string {
  if (outcome.kind === "moved") return "";
  const who = outcome.by === undefined || outcome.by === "" ? vscode.l10n.t("Somebody else") : outcome.by;
  const stage = stageName(outcome.stage);
  return outcome.kind === "overtaken"
    ? vscode.l10n.t("{0} was faster: v{1} is in stage {2} now, and was not moved.", who, version, stage)
    : vscode.l10n.t("{0} moved v{1} at the same time: it is in stage {2} now.", who, version, stage);
}
