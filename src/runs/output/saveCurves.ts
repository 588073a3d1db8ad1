import * as vscode from "vscode";
import { cellsById, type Entry } from "../rows/arrangement.ts";
import { csvLine } from "./copy.ts";
import { askFile, writeTexts } from "./saveFile.ts";

/** So many lines are made at once. */
const linesAtOnce = 20_000;

/**
 * Asks for a file and writes the whole history of a metric of some runs into it: a line for each point with the run's name
 * and id, step, time (milliseconds since 1970) and value.
 */
export async function saveCurves(entries: readonly Extract<Entry, { kind: "run" }>[], metric: string): Promise<void> {
  const target = await askFile(metric, "csv");
  if (target === undefined) return;
  const names = (await cellsById(entries, ["attributes.run_name"]))("attributes.run_name");
  const texts = async function* () {
    yield { text: csvLine(["run", "run_id", "step", "timestamp", "value"]), increment: 0 };
    for (const [place, { source, runId }] of entries.entries()) {
      const { steps, timestamps, values } = await source.store().getMetricHistory(runId, metric);
      for (let start = 0; start < steps.length; start += linesAtOnce) {
        const count = Math.min(linesAtOnce, steps.length - start);
        const lines = Array.from({ length: count }, (_, at) => {
          const numbers = [steps, timestamps, values].map((column) => String(column[start + at]));
          return csvLine([String(names(place) ?? ""), runId, ...numbers]);
        });
        yield { text: lines.join(""), increment: (100 / entries.length) * (count / steps.length) };
      }
    }
  };
  await writeTexts(target, vscode.l10n.t("Saving {0}", metric), texts());
}
