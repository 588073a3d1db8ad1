import assert from "node:assert/strict";
import * as vscode from "vscode";
import { eventually } from "./ui/eventually.ts";

describe("The extension", () => {
  const extension = vscode.extensions.getExtension<void>("mlflow-lens.mlflow-lens");

  it("starts by itself in a workspace with a store", async () => {
    assert.ok(extension);
    // VS Code looks for what activationEvents name while the tests start.
    await eventually(() => assert.ok(extension.isActive));
  });

  it("has every command that it contributes", async () => {
    const { contributes } = extension!.packageJSON as { contributes: { commands: { command: string }[] } };
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = contributes.commands.map(({ command }) => command).filter((command) => !registered.has(command));
    assert.deepEqual(missing, []);
  });
});
