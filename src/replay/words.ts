import * as vscode from "vscode";
import type { ReproducibilityPart } from "../protocol/run.ts";
import type { NoProgram } from "./recipe/program.ts";
import type { Part, PartName, Remark } from "./recipe/reproducibility.ts";

/** Of a list no more than these are named. */
const maxNamed = 5;

/** A part in the user's language. */
export function inWords({ name, state, remarks }: Part): ReproducibilityPart {
  return { name, label: labelOf(name), state, reason: remarks.map(sentence).join(" ") };
}

function labelOf(name: PartName): string {
  switch (name) {
    case "code":
      return vscode.l10n.t("Code");
    case "changes":
      return vscode.l10n.t("Uncommitted changes");
    case "entryPoint":
      return vscode.l10n.t("Entry point");
    case "parameters":
      return vscode.l10n.t("Parameters");
    case "environment":
      return vscode.l10n.t("Environment");
  }
}

function sentence(remark: Remark): string {
  switch (remark.is) {
    case "told":
      return remark.text;
    case "commitHere":
      return vscode.l10n.t("Commit {0} is in this repository.", remark.commit.slice(0, 7));
    case "withoutSubmodules":
      return vscode.l10n.t("Its submodules are not checked out.");
    case "unfiltered":
      return vscode.l10n.t("Files that a filter keeps elsewhere, such as Git LFS, are there as their pointers.");
    case "unknownChanges":
      return vscode.l10n.t("Whether there were any was not logged.");
    case "noChanges":
      return vscode.l10n.t("There were none.");
    case "changesNotKept":
      return vscode.l10n.t("There were some, which nobody kept.");
    case "noCommitToApply":
      return vscode.l10n.t("There is no commit to apply them to.");
    case "patchApplies":
      return remark.lines === 1
        ? vscode.l10n.t("1 line of {0} is applied.", remark.patch)
        : vscode.l10n.t("{0} lines of {1} are applied.", remark.lines, remark.patch);
    case "patchFails":
      return vscode.l10n.t("{0} cannot be applied: {1}", remark.patch, remark.problem);
    case "entryPoint":
      return remark.folder === ""
        ? vscode.l10n.t("{0} of the project.", remark.entryPoint)
        : vscode.l10n.t("{0} of the project in {1}.", remark.entryPoint, remark.folder);
    case "script":
      return remark.folder === ""
        ? vscode.l10n.t("{0} is in the commit.", remark.script)
        : vscode.l10n.t("{0} in {1} is in the commit.", remark.script, remark.folder);
    case "ownStore":
      return vscode.l10n.t("It names its store itself, and fails where that is another one.");
    case "nested":
      return vscode.l10n.t("The run is nested: its program makes the others again as well.");
    case "docker":
      return vscode.l10n.t("It runs in Docker, from the image of today.");
    case "noCommitToLookIn":
      return vscode.l10n.t("Without the commit it is not known.");
    case "noProgram":
      return noProgram(remark.why, remark.source);
    case "passed":
      return passed(remark.count);
    case "others":
      return remark.count === 1
        ? vscode.l10n.t("Another one was logged, by the program itself for all that is known.")
        : vscode.l10n.t("{0} more were logged, by the program itself for all that is known.", remark.count);
    case "defaulted":
      return vscode.l10n.t("Not logged, so that the default is taken: {0}.", listed(remark.names));
    case "notLogged":
      return vscode.l10n.t("Not logged, and without a default: {0}.", listed(remark.names));
    case "cut":
      return vscode.l10n.t("Logged, but cut: {0}.", listed(remark.names));
    case "refused":
      return (
        remark.problem ??
        vscode.l10n.t(
          "On Windows MLflow passes parameters through cmd.exe, which would change the value of '{0}'.",
          remark.parameter,
        )
      );
    case "noArguments":
      return remark.logged === 0
        ? vscode.l10n.t("The arguments of a script are not logged: it starts without any.")
        : vscode.l10n.t("The arguments of a script are not logged: it starts without any. What it logged is compared.");
    case "packages":
      return packages(remark);
    case "ofCommit":
      return vscode.l10n.t("Not logged; the commit has {0}.", packages(remark).replace(/\.$/, ""));
    case "noEnvironment":
      return vscode.l10n.t("Not logged: it runs in the present one.");
    case "mlflowAdded":
      return vscode.l10n.t("mlflow is not among them: that of the present environment is added.");
    case "leftOut":
      return vscode.l10n.t("Left out, since no package index has it: {0}.", listed(remark.lines));
    case "unpinned":
      return vscode.l10n.t("Without an exact version: {0}.", listed(remark.lines));
  }
}

function noProgram(why: NoProgram, source: string): string {
  switch (why) {
    case "notLogged":
      return vscode.l10n.t("The run logged no source.");
    case "notebook":
      return vscode.l10n.t("A notebook cannot be run from here.");
    case "noScript":
      return vscode.l10n.t("{0} is no script.", source);
    case "notInCommit":
      return vscode.l10n.t("The commit does not hold {0}.", source);
  }
}

function passed(count: number): string {
  if (count === 0) return vscode.l10n.t("There are none to pass.");
  return count === 1
    ? vscode.l10n.t("1 is passed as it was logged.")
    : vscode.l10n.t("{0} are passed as they were logged.", count);
}

function packages(remark: { count: number; python: string | undefined; files: string[] }): string {
  const { count, python, files } = remark;
  const from = files.join(", ");
  const number = count === 1 ? vscode.l10n.t("1 package") : vscode.l10n.t("{0} packages", count);
  return python === undefined
    ? vscode.l10n.t("{0} of {1}.", number, from)
    : vscode.l10n.t("{0} and Python {1} of {2}.", number, python, from);
}

/** Names from a store: of many the first, each in one line. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, maxNamed).map((name) => name.replaceAll(/\s+/g, " ").slice(0, 80));
  const rest = names.length - shown.length;
  return rest > 0 ? vscode.l10n.t("{0} and {1} more", shown.join(", "), rest) : shown.join(", ");
}
