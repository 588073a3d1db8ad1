import type * as vscode from "vscode";
import type { CompareSettings } from "../protocol/compare.ts";

const key = "compare.settings";
/** Which way metrics are better holds for tables too: `stores` keeps it. */
type KeptSettings = Omit<CompareSettings, "better">;
const initial: KeptSettings = { onlyDifferences: false, folded: [] };

interface SettingsKeeper {
  read: () => KeptSettings;
  setView: (view: { onlyDifferences: boolean; folded: readonly string[] }) => Promise<void>;
}

/** What the user set for comparisons, in the workspace's storage: the next comparison looks like the last. */
export function compareSettings(memento: vscode.Memento): SettingsKeeper {
  const read = (): KeptSettings => ({ ...initial, ...memento.get<Partial<KeptSettings>>(key) });
  return { read, setView: async (view) => memento.update(key, { ...read(), ...view }) };
}
