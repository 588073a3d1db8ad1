import { join } from "node:path";
import * as vscode from "vscode";
import { programOnPath, type WithMlflow } from "../python/environment.ts";
import type { Python } from "../python/index.ts";
import { inWords as callInWords, runInTerminal } from "../python/install.ts";
import type { BuiltEnvironment, Environments, Wanted } from "./places/environments.ts";
import { findPython } from "./places/findPython.ts";
import { namesMlflow } from "./recipe/packages.ts";
import type { Recipe } from "./recipe/readRecipe.ts";
import { obstacleOf, type PartState } from "./recipe/reproducibility.ts";
import { inWords } from "./words.ts";

interface WayItem extends vscode.QuickPickItem {
  way?: "again" | "edited";
}

const icons: Record<PartState, vscode.ThemeIcon> = {
  restorable: new vscode.ThemeIcon("pass"),
  partly: new vscode.ThemeIcon("warning"),
  missing: new vscode.ThemeIcon("error"),
};

/**
 * Says item by item what can be restored of a run, and asks whether to go on.
 *
 * @throws CancellationError when the user would rather not
 */
export async function askWay({ run, parts }: Recipe): Promise<"again" | "edited"> {
  const obstacle = obstacleOf(parts);
  const again: WayItem = { label: vscode.l10n.t("Run Again"), iconPath: new vscode.ThemeIcon("run-all"), way: "again" };
  const edited: WayItem = {
    label: vscode.l10n.t("Run Again with Other Parameters..."),
    iconPath: new vscode.ThemeIcon("edit"),
    way: "edited",
  };
  const ways = { none: [again, edited], parameters: [edited], all: [] }[obstacle];
  const said = parts.map((part): WayItem => {
    const { label, reason, state } = inWords(part);
    return { label, detail: reason, iconPath: icons[state] };
  });
  const limited = parts.filter(({ state }) => state !== "restorable").length;
  const { Separator } = vscode.QuickPickItemKind;
  const pick = vscode.window.createQuickPick<WayItem>();
  pick.title = vscode.l10n.t("Run {0} Again", run.runName || run.runId);
  pick.placeholder =
    obstacle === "all"
      ? vscode.l10n.t("This run cannot be run again.")
      : limited === 0
        ? vscode.l10n.t("All of it can be restored.")
        : vscode.l10n.t("Not all of it can be restored. Go on all the same?");
  pick.items = [...ways, { label: vscode.l10n.t("What can be restored"), kind: Separator }, ...said];
  pick.ignoreFocusOut = true;
  return new Promise<"again" | "edited">((resolve, reject) => {
    pick.onDidAccept(() => {
      const way = pick.selectedItems[0]?.way;
      // The others only say something.
      if (way === undefined) return;
      resolve(way);
      pick.hide();
    });
    pick.onDidHide(() => {
      reject(new vscode.CancellationError());
      pick.dispose();
    });
    pick.show();
  });
}

/** The Python that a run is run in again, and the environment that was built for it. */
export interface ChosenPython {
  executable: string;
  environmentId?: string;
}

interface EnvironmentItem extends vscode.QuickPickItem {
  isRebuilt: boolean;
}

/**
 * Asks whether a run is run in its own environment or in the present one; the first is built where it was not before, after
 * its packages were shown.
 *
 * @throws CancellationError; Error when building it fails
 */
export async function askEnvironment(
  { run, packages, checkout, program }: Recipe,
  { python, environments }: { python: Python; environments: Environments },
): Promise<ChosenPython> {
  const present = await python.withMlflow(join(checkout!.repository, program!.folder));
  if (packages === undefined) return { executable: present.executable };
  const found = await findPython(packages.python, present);
  const lines = namesMlflow(packages) ? packages.lines : [...packages.lines, `mlflow==${present.mlflow.version}`];
  const wanted: Wanted = { python: found.executable, version: found.version, lines };
  const built = await environments.find(wanted);
  const rebuilt: EnvironmentItem = {
    label: vscode.l10n.t("As It Was"),
    iconPath: new vscode.ThemeIcon("package"),
    description: vscode.l10n.t("Python {0}, {1} packages", found.version, lines.length),
    detail: [
      found.isAsked ? undefined : vscode.l10n.t("There is no Python {0} on this machine.", packages.python ?? ""),
      built === undefined ? vscode.l10n.t("Its packages are shown, then installed.") : vscode.l10n.t("Built before."),
    ]
      .filter(Boolean)
      .join(" "),
    isRebuilt: true,
  };
  const items = [rebuilt, presentItem(present)];
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t("Run {0} Again", run.runName || run.runId),
    placeHolder: vscode.l10n.t("In which environment?"),
    ignoreFocusOut: true,
  });
  if (picked === undefined) throw new vscode.CancellationError();
  if (!picked.isRebuilt) return { executable: present.executable };
  const environment = built ?? (await build(wanted, run.runName || run.runId, environments));
  return { executable: environment.executable, environmentId: environment.id };
}

function presentItem({ version, mlflow, executable }: WithMlflow): EnvironmentItem {
  return {
    label: vscode.l10n.t("The Present One"),
    iconPath: new vscode.ThemeIcon("beaker"),
    description: vscode.l10n.t("Python {0}, mlflow {1}", version, mlflow.version),
    detail: executable,
    isRebuilt: false,
  };
}

/** Of a list no more than these are shown: a dialog does not scroll everywhere. */
const maxShown = 40;

async function build(wanted: Wanted, runName: string, environments: Environments): Promise<BuiltEnvironment> {
  const uv = programOnPath("uv");
  const shown = wanted.lines.slice(0, maxShown);
  const rest = wanted.lines.length - shown.length;
  const install = vscode.l10n.t("Install");
  const picked = await vscode.window.showWarningMessage(
    vscode.l10n.t("Install the {0} packages that {1} was made with?", wanted.lines.length, runName),
    {
      modal: true,
      detail: [
        vscode.l10n.t("Installing packages runs code that is in them. They go into an environment of their own."),
        [...shown, ...(rest > 0 ? [vscode.l10n.t("… and {0} more", rest)] : [])].join("\n"),
        environments.calls(wanted, uv).map(callInWords).join("\n"),
      ].join("\n\n"),
    },
    install,
  );
  if (picked !== install) throw new vscode.CancellationError();
  return environments.build(wanted, { uv, runName, run: runInTerminal });
}
