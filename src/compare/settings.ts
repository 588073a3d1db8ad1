import type * as vscode from "vscode";
import type { BetterWay, CompareSettings } from "../protocol/compare.ts";

const key = "compare.settings";
const initial: CompareSettings = { onlyDifferences: false, folded: [], better: {} };

interface SettingsKeeper {
  read: () => CompareSettings;
  setView: (view: { onlyDifferences: boolean; folded: readonly string[] }) => Promise<void>;
  setBetter: (metric: string, way: BetterWay | null) => Promise<void>;
}

/** What the user set for comparisons, in the workspace's storage: the next comparison looks like the last. */
export function compareSettings(memento: vscode.Memento): SettingsKeeper {
  const read = (): CompareSettings => ({ ...initial, ...memento.get<Partial<CompareSettings>>(key) });
  return {
    read,
    setView: async (view) => memento.update(key, { ...read(), ...view }),
    async setBetter(metric, way) {
      const better = Object.entries(read().better).filter(([other]) => other !== metric);
      if (way !== null) better.push([metric, way]);
      await memento.update(key, { ...read(), better: Object.fromEntries(better) });
    },
  };
}
