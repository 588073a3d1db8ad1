import * as vscode from "vscode";
import { command } from "../command.ts";
import { artifactScheme, type HasArtifact } from "../stores/artifactUri.ts";
import type { Stores } from "../stores/index.ts";
import { copyPath, download, reveal, saveAs } from "./download.ts";
import { artifactFileSystem } from "./fileSystem.ts";

/** Artifacts as files: a read-only file system, and the commands that open, save and reveal them. */
export function register(context: vscode.ExtensionContext, stores: Stores): void {
  const fileSystem = artifactFileSystem(stores);
  const readOnly = new vscode.MarkdownString(
    vscode.l10n.t("An artifact belongs to the run that logged it and cannot be changed here."),
  );
  context.subscriptions.push(
    fileSystem,
    vscode.workspace.registerFileSystemProvider(artifactScheme, fileSystem, {
      isCaseSensitive: true,
      isReadonly: readOnly,
    }),
    command("mlflowLens.openArtifact", (target: HasArtifact) => openArtifact(target.artifact)),
    command("mlflowLens.openArtifactSource", (target: HasArtifact) => openWith(target.artifact, "default")),
    command("mlflowLens.saveArtifactAs", (target: HasArtifact) => saveAs(stores, target.artifact)),
    command("mlflowLens.downloadArtifacts", (target: HasArtifact, all?: HasArtifact[]) =>
      download(
        stores,
        (all ?? [target]).map(({ artifact }) => artifact),
      ),
    ),
    command("mlflowLens.revealArtifact", (target: HasArtifact) => reveal(stores, target.artifact)),
    command("mlflowLens.copyArtifactPath", (target: HasArtifact, all?: HasArtifact[]) =>
      copyPath(
        stores,
        (all ?? [target]).map(({ artifact }) => artifact),
      ),
    ),
  );
}

/** Opens an artifact in the editor for its kind: Markdown as its preview, everything else as VS Code does. */
async function openArtifact(artifact: vscode.Uri): Promise<void> {
  if (/\.(md|markdown)$/i.test(artifact.path)) await openWith(artifact, "vscode.markdown.preview.editor");
  else await vscode.commands.executeCommand("vscode.open", artifact);
}

async function openWith(artifact: vscode.Uri, editor: string): Promise<void> {
  await vscode.commands.executeCommand("vscode.openWith", artifact, editor);
}
