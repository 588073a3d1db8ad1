import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { finished } from "node:stream/promises";
import * as vscode from "vscode";
import type { Store } from "../mlflow/store.ts";

/** So many lines are written at once. */
const linesAtOnce = 20_000;

/** Asks for a file and writes a chart's picture into it. */
export async function savePng(name: string, png: Uint8Array): Promise<void> {
  const target = await vscode.window.showSaveDialog({
    defaultUri: startFile(`${fileName(name)}.png`),
    filters: { [vscode.l10n.t("Pictures")]: ["png"] },
    title: vscode.l10n.t("Save Chart"),
  });
  if (target !== undefined) await vscode.workspace.fs.writeFile(target, png);
}

/**
 * Asks for a file and writes the whole histories of metrics into it, a line for each point: of one metric its step, time
 * (milliseconds since 1970) and value, of several the key before them. Many points are written part by part.
 */
export async function saveCsv(store: Store, runId: string, name: string, keys: readonly string[]): Promise<void> {
  const [only] = keys;
  const title = keys.length === 1 && only !== undefined ? `${name}-${only}` : name;
  const target = await vscode.window.showSaveDialog({
    defaultUri: startFile(`${fileName(title)}.csv`),
    filters: { CSV: ["csv"] },
    title: vscode.l10n.t("Save Points"),
  });
  if (target === undefined) return;
  await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t("Saving {0}", basename(target.path)),
      cancellable: true,
    },
    async (progress, token) => {
      const texts = csvTexts(store, runId, keys, (key) => progress.report({ message: key }));
      if (target.scheme === "file") await writeParts(target.fsPath, texts, token);
      else {
        const parts: string[] = [];
        for await (const text of texts) {
          if (token.isCancellationRequested) return;
          parts.push(text);
        }
        await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(parts.join("")));
      }
    },
  );
}

/** Into a file beside the target first, so that what fails or is cancelled leaves the old one. */
async function writeParts(path: string, texts: AsyncIterable<string>, token: vscode.CancellationToken): Promise<void> {
  const part = join(dirname(path), `.mlflow-lens-${process.pid}-${Date.now()}.csv`);
  const file = createWriteStream(part, { flags: "wx" });
  try {
    for await (const text of texts) {
      if (token.isCancellationRequested) break;
      if (!file.write(text)) await once(file, "drain");
    }
    file.end();
    await finished(file);
    if (!token.isCancellationRequested) await rename(part, path);
  } finally {
    file.destroy();
    await rm(part, { force: true });
  }
}

async function* csvTexts(
  store: Store,
  runId: string,
  keys: readonly string[],
  onKey: (key: string) => void,
): AsyncGenerator<string> {
  const isOne = keys.length === 1;
  yield isOne ? "step,timestamp,value\n" : "metric,step,timestamp,value\n";
  for (const key of keys) {
    onKey(key);
    const { steps, timestamps, values } = await store.getMetricHistory(runId, key);
    const first = isOne ? "" : `${csvText(key)},`;
    for (let start = 0; start < steps.length; start += linesAtOnce) {
      const count = Math.min(linesAtOnce, steps.length - start);
      yield Array.from({ length: count }, (_, i) => {
        const place = start + i;
        return `${first}${steps[place]},${timestamps[place]},${values[place]}\n`;
      }).join("");
    }
  }
}

/** A text in a table: in quotes where it holds what divides one. What a spreadsheet would take for a formula is quoted too. */
function csvText(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function fileName(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N}._ -]+/gu, "-").slice(0, 100) || "chart";
}

function startFile(name: string): vscode.Uri | undefined {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return folder && vscode.Uri.joinPath(folder, name);
}
