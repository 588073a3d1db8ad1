import type * as vscode from "vscode";
import type { BetterWay } from "../protocol/betterWay.ts";

const storageKey = "metrics.better";

/** Which way each metric is better, as the user said it once for the whole workspace. */
export interface BetterWays {
  /** By the metric's key. */
  all(): Record<string, BetterWay>;
  /** @param way null: neither */
  set(metric: string, way: BetterWay | null): Promise<void>;
  readonly onDidChange: vscode.Event<void>;
}

export function betterWays(memento: vscode.Memento, changed: vscode.EventEmitter<void>): BetterWays {
  const all = () => memento.get<Record<string, BetterWay>>(storageKey, {});
  return {
    all,
    async set(metric, way) {
      const others = Object.entries(all()).filter(([other]) => other !== metric);
      await memento.update(storageKey, Object.fromEntries(way === null ? others : [...others, [metric, way]]));
      changed.fire();
    },
    onDidChange: changed.event,
  };
}
