import * as vscode from "vscode";

// A server's credentials live in SecretStorage, bound to the origin they were entered for.

const keyOf = (url: string) => `mlflowLens.server:${new URL(url).origin}`;

/** The headers that sign in to a server; none where the user has entered nothing for it. */
export async function credentialHeaders(
  secrets: vscode.SecretStorage,
  url: string,
): Promise<Record<string, string> | undefined> {
  const authorization = await secrets.get(keyOf(url));
  return authorization === undefined ? undefined : { Authorization: authorization };
}

/**
 * Asks for a user and a password, or a token, and keeps them for this server's origin.
 *
 * @returns false when the user thought better of it
 */
export async function signIn(secrets: vscode.SecretStorage, url: string): Promise<boolean> {
  const origin = new URL(url).origin;
  const password = vscode.l10n.t("User and Password");
  const token = vscode.l10n.t("Access Token");
  const kind = await vscode.window.showQuickPick([password, token], {
    title: vscode.l10n.t("Sign In to {0}", origin),
    placeHolder: vscode.l10n.t("Kept in VS Code's secret storage and sent to this server only"),
  });
  if (kind === undefined) return false;
  const ask = (prompt: string, hidden: boolean) =>
    vscode.window.showInputBox({
      title: vscode.l10n.t("Sign In to {0}", origin),
      prompt,
      password: hidden,
      ignoreFocusOut: true,
    });
  let authorization: string;
  if (kind === password) {
    const user = await ask(vscode.l10n.t("User"), false);
    const secret = user && (await ask(vscode.l10n.t("Password of {0}", user), true));
    if (!secret) return false;
    authorization = `Basic ${Buffer.from(`${user}:${secret}`).toString("base64")}`;
  } else {
    const secret = await ask(vscode.l10n.t("Access token"), true);
    if (!secret) return false;
    authorization = `Bearer ${secret}`;
  }
  await secrets.store(keyOf(url), authorization);
  return true;
}

export async function signOut(secrets: vscode.SecretStorage, url: string): Promise<void> {
  await secrets.delete(keyOf(url));
}
