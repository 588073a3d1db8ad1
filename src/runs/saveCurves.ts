import { open, rm } from "node:fs/promises";
import * as vscode from "vscode";
import type { Entry } from "./arrangement.ts";
import { cellsById } from "./arrangement.ts";
import { csvLine } from "./copy.ts";

/** So many lines are made at once. */
const linesAtOnce = 20_000;

/**
 * Asks for a file and writes the whole history of a metric of some runs into it: a line for each point with the run's name
 * and id, step, time (milliseconds since 1970) and value. Cancelled, it leaves none.
 */
export async function saveCurves(entries: readonly Extract<Entry, { kind: "run" }>[], metric: string): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(process.cwd());
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(folder, `${metric.replaceAll(/[^\p{L}\p{N}._ -]/gu, "_")}.csv`),
    filters: { CSV: ["csv"] },
    title: vscode.l10n.t("Save Points"),
  });
  if (target === undefined) return;
  const names = (await cellsById(entries, ["attributes.run_name"]))("attributes.run_name");
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t("Saving {0}", metric),
    cancellable: true,
  };
  await vscode.window.withProgress(options, async (progress, token) => {
    const file = await open(target.fsPath, "w");
    try {
      await file.write(csvLine(["run", "run_id", "step", "timestamp", "value"]));
      for (const [place, { source, runId }] of entries.entries()) {
        if (token.isCancellationRequested) break;
        const { steps, timestamps, values } = await source.store().getMetricHistory(runId, metric);
        for (let start = 0; start < steps.length; start += linesAtOnce) {
          const count = Math.min(linesAtOnce, steps.length - start);
          const lines = Array.from({ length: count }, (_, at) => {
            const numbers = [steps, timestamps, values].map((column) => String(column[start + at]));
            return csvLine([String(names(place) ?? ""), runId, ...numbers]);
          });
          await file.write(lines.join(""));
        }
        progress.report({ increment: 100 / entries.length });
      }
    } finally {
      await file.close();
    }
    if (token.isCancellationRequested) {
      await rm(target.fsPath, { force: true });
      throw new vscode.CancellationError();
    }
  });
}
