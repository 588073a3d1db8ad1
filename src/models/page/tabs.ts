import * as vscode from "vscode";
import { modelScheme, parseModelUri } from "../../stores/pageUri.ts";
import type { ModelAddress } from "../registry.ts";

/** Closes the pages of a model that is gone. @returns whether there were any */
export async function closePages({ storeId, name }: ModelAddress): Promise<boolean> {
  const tabs = vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(({ input }) => {
      if (!(input instanceof vscode.TabInputCustom) || input.uri.scheme !== modelScheme) return false;
      const shown = parseModelUri(input.uri);
      return shown.storeId === storeId && shown.name === name;
    });
  await vscode.window.tabGroups.close(tabs);
  return tabs.length > 0;
}
