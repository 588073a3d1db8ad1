import * as vscode from "vscode";
import { messageOf } from "../command.ts";
import { log } from "../log.ts";
import { applyAll, reverted, type Change, type Failure, type Outcome } from "./changes/change.ts";

/** More than these take long enough to be told about, and may be cancelled. */
const fewChanges = 10;
/** Reasons told in a message; all of them are in the log. */
const maxReasons = 3;
const maxNames = 3;

export interface Work {
  /** While it goes on: "Deleting Runs". */
  readonly title: string;
  readonly changes: readonly Change[];
  /** What could not even be tried. */
  readonly failed?: readonly Failure[];
  /** What was done, when `count` of them succeeded: "Deleted 3 runs". */
  readonly done: (count: number) => string;
  /** What was refused, the start of a sentence: "2 runs could not be deleted". */
  readonly refused: (count: number) => string;
  /** false: what was done is seen where it was done, and taken back there. */
  readonly isTold?: boolean;
}

/** Makes the changes, and says what was done, with Undo, and what was refused, with every reason. */
export async function carryOut(work: Work): Promise<void> {
  const outcome = await apply(work.title, work.changes);
  // Messages stay until the user closes them: nobody waits for that.
  if (outcome.done.length > 0 && work.isTold !== false) void tellDone(work, outcome);
  const failed = [...(work.failed ?? []), ...outcome.failed];
  if (failed.length > 0) void tellFailures(work.refused(failed.length), failed);
}

async function tellDone(work: Work, { done, untried }: Outcome): Promise<void> {
  const undo = vscode.l10n.t("Undo");
  const rest = untried === 0 ? "" : ` ${vscode.l10n.t("Cancelled: {0} were left as they are.", untried)}`;
  if ((await vscode.window.showInformationMessage(`${work.done(done.length)}${rest}`, undo)) !== undo) return;
  const outcome = await apply(vscode.l10n.t("Undoing"), reverted(done));
  if (outcome.failed.length > 0) {
    const said = vscode.l10n.t("{0} of {1} could not be undone", outcome.failed.length, done.length);
    await tellFailures(said, outcome.failed);
  } else {
    vscode.window.setStatusBarMessage(`$(discard) ${vscode.l10n.t("Undone")}`, 5_000);
  }
}

/** A few in the view, many beside their count and a button that cancels. */
async function apply(title: string, changes: readonly Change[]): Promise<Outcome> {
  if (changes.length <= fewChanges) {
    return vscode.window.withProgress({ location: { viewId: "mlflowLens.experiments" } }, () => applyAll(changes));
  }
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress({ location, title, cancellable: true }, (progress, token) => {
    const cancelled = new AbortController();
    token.onCancellationRequested(() => cancelled.abort());
    const onProgress = (finished: number) =>
      progress.report({
        increment: 100 / changes.length,
        message: vscode.l10n.t("{0} of {1}", finished, changes.length),
      });
    return applyAll(changes, { onProgress, signal: cancelled.signal });
  });
}

async function tellFailures(said: string, failed: readonly Failure[]): Promise<void> {
  for (const { name, error } of failed) log.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  const showLog = vscode.l10n.t("Show Log");
  const message = `${said}: ${reasons(failed)}`;
  if ((await vscode.window.showErrorMessage(message, showLog)) === showLog) log.show();
}

/** Each reason once, with the names that it holds for. */
function reasons(failed: readonly Failure[]): string {
  const byReason = [...Map.groupBy(failed, ({ error }) => messageOf(error))];
  const told = byReason
    .slice(0, maxReasons)
    .map(([reason, those]) => `${shortList(those.map(({ name }) => name))}: ${reason}`);
  if (byReason.length > maxReasons) told.push(vscode.l10n.t("more in the log"));
  return told.join(" · ");
}

/** The first few names, and how many more there are. */
export function shortList(names: readonly string[], maxShown = maxNames): string {
  const shown = names.slice(0, maxShown).join(", ");
  const rest = names.length - maxShown;
  return rest > 0 ? vscode.l10n.t("{0} and {1} more", shown, rest) : shown;
}
