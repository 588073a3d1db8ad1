import * as vscode from "vscode";
import { command } from "../command.ts";
import { log } from "../log.ts";
import { addStore } from "./find/addStore.ts";
import { signIn, signOut } from "./credentials.ts";
import type { Stores, WorkspaceStore } from "./index.ts";

/** The commands that are about stores and not about what is in them. */
export function register(context: vscode.ExtensionContext, stores: Stores): void {
  const server = async (target: { store?: WorkspaceStore } | undefined) =>
    target?.store ?? (await pickServer(stores.all));
  context.subscriptions.push(
    command("mlflowLens.addStore", addStore),
    command("mlflowLens.showLog", () => log.show()),
    command("mlflowLens.signIn", async (target?: { store?: WorkspaceStore }) => {
      const picked = await server(target);
      if (picked !== undefined && (await signIn(context.secrets, picked.uri))) await stores.reopen();
    }),
    command("mlflowLens.signOut", async (target?: { store?: WorkspaceStore }) => {
      const picked = await server(target);
      if (picked === undefined) return;
      await signOut(context.secrets, picked.uri);
      await stores.reopen();
    }),
  );
}

async function pickServer(stores: readonly WorkspaceStore[]): Promise<WorkspaceStore | undefined> {
  const servers = stores.filter(({ uri }) => /^https?:/i.test(uri));
  if (servers.length === 0)
    throw new Error(vscode.l10n.t("No tracking server is part of this workspace. Add one first."));
  if (servers.length === 1) return servers[0];
  const picked = await vscode.window.showQuickPick(servers, { placeHolder: vscode.l10n.t("Which server?") });
  return picked;
}
