import * as vscode from "vscode";
import type { Run } from "../mlflow/entities.ts";
import { formatAge, formatTime } from "../mlflow/format.ts";
import type { Stores } from "../stores/index.ts";
import { askRuns, type Wanted } from "./ask.ts";
import { carryOut } from "./carryOut.ts";
import { nestedRuns, versionsOfRuns } from "./changes/losses.ts";
import { namesByPattern } from "./changes/namePattern.ts";
import {
  deleteRun,
  endRun,
  isOpenEnded,
  lastSignOfLife,
  renameRun,
  restoreRun,
  type EndStatus,
} from "./changes/runs.ts";
import { confirm, orNone, softDeletion, versionsText } from "./confirm.ts";
import { addressedRuns, loadRuns, type Loaded, type Loading } from "./targets.ts";

/** The runs that a command is about; asks where that is not said. */
export async function runsFor(
  stores: Stores,
  args: readonly unknown[],
  wanted: Omit<Wanted, "many" | "viewType"> & Partial<Wanted>,
): Promise<Loading<Run>> {
  const said = await addressedRuns(args);
  return loadRuns(
    stores,
    said.length > 0 ? said : await askRuns(stores, { viewType: "ACTIVE_ONLY", many: true, ...wanted }),
  );
}

export async function renameRuns(stores: Stores, args: readonly unknown[]): Promise<void> {
  const title = vscode.l10n.t("Rename Run");
  const { loaded, failed } = await runsFor(stores, args, { title, many: false });
  const runs = loaded.map(({ value }) => value);
  const names = await askNames(runs);
  const renamed = loaded.flatMap(({ store, value }, index) => {
    const name = names[index];
    return name === undefined || name === value.runName ? [] : [renameRun(store, value, name)];
  });
  await carryOut({
    title: vscode.l10n.t("Renaming Runs"),
    changes: renamed,
    failed,
    done: (count) =>
      runs.length === 1
        ? vscode.l10n.t("Renamed {0} to {1}.", runs[0]?.runName ?? "", names[0] ?? "")
        : vscode.l10n.t("Renamed {0} runs.", count),
    refused: (count) =>
      count === 1 ? vscode.l10n.t("A run could not be renamed") : vscode.l10n.t("{0} runs could not be renamed", count),
  });
}

/** The new names of these runs: of one as it is typed, of several by a pattern whose outcome is shown meanwhile. */
async function askNames(runs: readonly Run[]): Promise<string[]> {
  const before = runs.map(({ runName }) => runName);
  const isOne = runs.length === 1;
  const names = (text: string) => (isOne ? [text.trim()] : namesByPattern(text.trim(), before));
  const typed = await vscode.window.showInputBox({
    title: isOne ? vscode.l10n.t("Rename Run") : vscode.l10n.t("Rename {0} Runs", runs.length),
    value: isOne ? before[0] : "{name}",
    valueSelection: isOne ? undefined : [6, 6],
    prompt: isOne
      ? vscode.l10n.t("The new name")
      : vscode.l10n.t("The new names: {name} stands for the present one, {n} for 1, 2, 3 …", {
          name: "{name}",
          n: "{n}",
        }),
    validateInput: (text) => {
      if (text.trim() === "") return vscode.l10n.t("A run needs a name.");
      if (isOne) return undefined;
      const [first = "", second = ""] = names(text);
      const message = vscode.l10n.t("{0} → {1}, {2} → {3}", before[0] ?? "", first, before[1] ?? "", second);
      return { message, severity: vscode.InputBoxValidationSeverity.Info };
    },
  });
  if (typed === undefined) throw new vscode.CancellationError();
  return names(typed);
}

export async function deleteRuns(stores: Stores, args: readonly unknown[]): Promise<void> {
  const found = await runsFor(stores, args, { title: vscode.l10n.t("Delete Runs") });
  const runs = active(found);
  const byStore = [...Map.groupBy(runs, ({ store }) => store)];
  const inStores = async <T>(ask: (store: Loaded<Run>["store"], runs: Run[]) => Promise<T[]>) => {
    const answers = byStore.map(([store, those]) =>
      orNone(
        ask(
          store,
          those.map(({ value }) => value),
        ),
      ),
    );
    return (await Promise.all(answers)).flat();
  };
  const nested = await inStores(async (store, those) =>
    (await nestedRuns(store, those)).map((value) => ({ store, value })),
  );
  const versions = await inStores(versionsOfRuns);

  const question =
    runs.length === 1
      ? vscode.l10n.t('Delete the run "{0}"?', runs[0]?.value.runName ?? "")
      : vscode.l10n.t("Delete {0} runs?", runs.length);
  const only = vscode.l10n.t("Delete");
  const withNested = vscode.l10n.t("Delete with Nested Runs");
  const action = await confirm(
    question,
    [nestedText(nested.length), versionsText(versions), softDeletion()],
    nested.length === 0 ? [only] : [only, withNested],
  );
  const all = action === withNested ? [...runs, ...nested] : runs;
  await carryOut({
    title: vscode.l10n.t("Deleting Runs"),
    changes: all.map(({ store, value }) => deleteRun(store, value)),
    failed: found.failed,
    done: (count) =>
      count === 1
        ? vscode.l10n.t("Deleted the run {0}.", runs[0]?.value.runName ?? "")
        : vscode.l10n.t("Deleted {0} runs.", count),
    refused: (count) =>
      count === 1 ? vscode.l10n.t("A run could not be deleted") : vscode.l10n.t("{0} runs could not be deleted", count),
  });
}

function nestedText(count: number): string | undefined {
  if (count === 0) return undefined;
  return count === 1
    ? vscode.l10n.t(
        "A run is nested in what you delete. It stays, at the top of the experiment, unless you delete it too.",
      )
    : vscode.l10n.t(
        "{0} runs are nested in what you delete. They stay, at the top of the experiment, unless you delete them too.",
        count,
      );
}

/** Of what was found, what is not deleted already. @throws Error where nothing is left */
function active({ loaded, failed }: Loading<Run>): Loaded<Run>[] {
  const runs = loaded.filter(({ value }) => value.lifecycleStage === "active");
  if (runs.length === 0 && failed.length === 0) throw new Error(vscode.l10n.t("This is deleted already."));
  return runs;
}

export async function restoreRuns(stores: Stores, args: readonly unknown[]): Promise<void> {
  const title = vscode.l10n.t("Restore Runs");
  const { loaded, failed } = await runsFor(stores, args, { title, viewType: "DELETED_ONLY" });
  const runs = loaded.filter(({ value }) => value.lifecycleStage === "deleted");
  if (runs.length === 0 && failed.length === 0) throw new Error(vscode.l10n.t("This is not deleted."));
  await carryOut({
    title: vscode.l10n.t("Restoring Runs"),
    changes: runs.map(({ store, value }) => restoreRun(store, value)),
    failed,
    done: (count) =>
      count === 1
        ? vscode.l10n.t("Restored the run {0}.", runs[0]?.value.runName ?? "")
        : vscode.l10n.t("Restored {0} runs.", count),
    refused: (count) =>
      count === 1
        ? vscode.l10n.t("A run could not be restored")
        : vscode.l10n.t("{0} runs could not be restored", count),
  });
}

/** Ends runs whose process is gone; asks with which status, and, where that differs, when they ended. */
export async function endRuns(stores: Stores, args: readonly unknown[]): Promise<void> {
  const title = vscode.l10n.t("End Run");
  const found = await runsFor(stores, args, { title, filter: "attributes.status = 'RUNNING'" });
  const runs = active(found).filter(({ value }) => isOpenEnded(value));
  if (runs.length === 0 && found.failed.length === 0) throw new Error(vscode.l10n.t("This run has ended already."));
  const status = await askStatus(runs.map(({ value }) => value));
  const endTimes = await askEndTimes(runs.map(({ value }) => value));
  await carryOut({
    title: vscode.l10n.t("Ending Runs"),
    changes: runs.map(({ store, value }, index) => endRun(store, value, status, endTimes[index] ?? Date.now())),
    failed: found.failed,
    done: (count) =>
      count === 1
        ? vscode.l10n.t("Ended the run {0} as {1}.", runs[0]?.value.runName ?? "", status)
        : vscode.l10n.t("Ended {0} runs as {1}.", count, status),
    refused: (count) =>
      count === 1 ? vscode.l10n.t("A run could not be ended") : vscode.l10n.t("{0} runs could not be ended", count),
  });
}

async function askStatus(runs: readonly Run[]): Promise<EndStatus> {
  const item = (status: EndStatus, icon: string, color: string, description: string) => ({
    label: status,
    iconPath: new vscode.ThemeIcon(icon, new vscode.ThemeColor(color)),
    description,
  });
  const items = [
    item("FINISHED", "pass", "testing.iconPassed", vscode.l10n.t("it did what it was started for")),
    item("FAILED", "error", "testing.iconFailed", vscode.l10n.t("it stopped with an error")),
    item("KILLED", "circle-slash", "testing.iconSkipped", vscode.l10n.t("it was stopped from outside")),
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title:
      runs.length === 1 ? vscode.l10n.t("End {0}", runs[0]?.runName ?? "") : vscode.l10n.t("End {0} Runs", runs.length),
    placeHolder: vscode.l10n.t("As what? This only writes its end into the store; a process that still runs goes on."),
  });
  if (picked === undefined) throw new vscode.CancellationError();
  return picked.label;
}

/** A run that ends long after its last metric would seem to have taken all of that time. */
const longSilenceMs = 60_000;

async function askEndTimes(runs: readonly Run[]): Promise<number[]> {
  const now = Date.now();
  const last = runs.map((run) => Math.min(now, lastSignOfLife(run) ?? now));
  const earliest = Math.min(...last);
  if (now - earliest < longSilenceMs) return last.map(() => now);
  const { language } = vscode.env;
  const when =
    runs.length === 1
      ? `${formatTime(earliest, language)} · ${formatAge(earliest, language)}`
      : vscode.l10n.t("of each run");
  const atLast = { label: vscode.l10n.t("When it last logged a metric"), description: when };
  const atOnce = { label: vscode.l10n.t("Now") };
  const picked = await vscode.window.showQuickPick([atLast, atOnce], {
    title: vscode.l10n.t("End Run"),
    placeHolder: vscode.l10n.t("When did it end?"),
  });
  if (picked === undefined) throw new vscode.CancellationError();
  return picked === atLast ? last : last.map(() => now);
}
