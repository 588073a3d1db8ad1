import * as vscode from "vscode";

const template = `name: \${1:\${WORKSPACE_NAME}}

python_env: \${2:python_env.yaml}

entry_points:
  main:
    parameters:
      \${3:alpha}: {type: \${4|float,int,string,path,uri|}, default: \${5:0.1}}
    command: "python \${6:train.py} --$3 {$3}"
`;

/** Opens a new MLproject in a folder of the workspace, filled in where the user has only to change words. */
export async function createProject(): Promise<void> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const folder = folders.length > 1 ? await vscode.window.showWorkspaceFolderPick() : folders[0];
  if (folder === undefined) return;
  const file = vscode.Uri.joinPath(folder.uri, "MLproject");
  const isThere = await vscode.workspace.fs.stat(file).then(
    () => true,
    () => false,
  );
  const document = await vscode.workspace.openTextDocument(isThere ? file : file.with({ scheme: "untitled" }));
  const editor = await vscode.window.showTextDocument(document);
  if (!isThere) await editor.insertSnippet(new vscode.SnippetString(template));
}
