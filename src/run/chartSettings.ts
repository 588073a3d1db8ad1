import type * as vscode from "vscode";
import type { ChartSettings } from "../protocol/run.ts";

const key = "run.charts";
/** Of the metrics and sections that a user set something for, the newest are remembered. */
const maxRemembered = 200;

const initial: ChartSettings = { axis: "step", smoothing: 0, showsPoints: false, logKeys: [], folded: [] };

/** How the user last wanted to see charts. */
export function readChartSettings(memento: vscode.Memento): ChartSettings {
  return { ...initial, ...memento.get<Partial<ChartSettings>>(key) };
}

export async function keepChartSettings(memento: vscode.Memento, settings: ChartSettings): Promise<void> {
  await memento.update(key, {
    ...settings,
    logKeys: settings.logKeys.slice(-maxRemembered),
    folded: settings.folded.slice(-maxRemembered),
  });
}
