import * as vscode from "vscode";

/** The `MLflow Lens` channel: `info` for what a user would report, `trace` for the rest; never a token or a param's value. */
export const log = vscode.window.createOutputChannel("MLflow Lens", { log: true });
