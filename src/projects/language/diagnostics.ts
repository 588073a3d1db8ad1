import { basename } from "node:path";
import * as vscode from "vscode";
import { isProjectFile } from "../../mlflow/project/project.ts";
import { rangeIn, readProjectFile, type ProjectFiles, type WorkspaceProject } from "../projectFiles.ts";

/** Completes and explains MLprojects by our schema, and checks that they are YAML. */
export const yamlExtension = "redhat.vscode-yaml";

/** What MLflow would fail on in the MLprojects of the workspace, each at its line. */
export function showProblems(files: ProjectFiles): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection("mlflow");
  const show = (project: WorkspaceProject) => {
    if (project.file !== undefined) collection.set(project.file, diagnosticsOf(project));
  };
  /** An MLproject that is open is told of, whether or not the view that finds them all was ever shown. */
  const showOpen = async (document: vscode.TextDocument) => {
    const isOurs = document.uri.scheme === "file" && isProjectFile(basename(document.uri.path));
    if (isOurs) show(await readProjectFile(document.uri, document.getText()));
  };
  const showAll = async () => {
    const projects = await files.all();
    collection.clear();
    projects.forEach(show);
    await Promise.all(vscode.workspace.textDocuments.map(showOpen));
  };
  void Promise.all(vscode.workspace.textDocuments.map(showOpen));
  return vscode.Disposable.from(
    collection,
    files.onDidChange(() => void showAll()),
    vscode.workspace.onDidOpenTextDocument((document) => void showOpen(document)),
    vscode.workspace.onDidChangeTextDocument(({ document }) => void showOpen(document)),
    vscode.workspace.onDidDeleteFiles((event) => event.files.forEach((file) => collection.delete(file))),
  );
}

/** What is no YAML the YAML extension says itself where it is; of what MLflow wants our schema tells it nothing. */
function diagnosticsOf({ project, text }: WorkspaceProject): vscode.Diagnostic[] {
  const hasYaml = vscode.extensions.getExtension(yamlExtension) !== undefined;
  const problems = project.problems.filter(({ isSyntax }) => !(isSyntax === true && hasYaml));
  return problems.map(({ severity, message, range }) => {
    const level = severity === "error" ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
    const diagnostic = new vscode.Diagnostic(rangeIn(text, range), message, level);
    diagnostic.source = "MLflow";
    return diagnostic;
  });
}
