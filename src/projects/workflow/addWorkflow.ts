import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import * as vscode from "vscode";
import type { EntryPointTarget } from "../launch/commands.ts";
import { defaultExperiment } from "../launch/definition.ts";
import { parameterSteps, type Answers } from "../launch/form.ts";
import type { Launcher } from "../launch/prepare.ts";
import { remembered } from "../launch/remembered.ts";
import { askPick, askSteps, askText, back, type Step } from "../launch/steps.ts";

/** Asks what a GitHub Actions workflow should run and compare with, writes it and the script that it runs, and opens it. */
export async function addWorkflow({ project, entryPoint }: EntryPointTarget, launcher: Launcher): Promise<void> {
  const root = repositoryOf(project.folder);
  const last = remembered(launcher.context, project.folder, entryPoint.name);
  const answers: Answers & { model?: string } = { experiment: last.experiment, parameters: {} };
  const models = await modelsOf(launcher);
  await askSteps(vscode.l10n.t("Add a Workflow for {0}", entryPoint.name), [
    ...parameterSteps(project, entryPoint, answers),
    experimentStep(answers),
    ...(models.length === 0 ? [] : [modelStep(models, answers)]),
  ]);
  const environment = vscode.workspace.isTrusted
    ? await launcher.python.environment(project.folder).catch(() => undefined)
    : undefined;
  const kept = project.project.environment;
  // With it comes a YAML library.
  const { scriptPath, workflowFile, workflowPath } = await import("./workflowFile.ts");
  const workflow = workflowFile({
    project: relative(root, project.folder).replaceAll("\\", "/") || ".",
    entryPoint: entryPoint.name,
    parameters: answers.parameters,
    experiment: answers.experiment ?? defaultExperiment,
    model: answers.model,
    environment: { kind: kept.kind, hasFile: kept.kind !== "docker_env" && kept.file !== undefined },
    hasRequirements: existsSync(join(project.folder, "requirements.txt")),
    mlflow: environment?.mlflow?.version,
    python: environment?.version.split(".", 2).join(".") ?? "3.11",
  });
  const script = await vscode.workspace.fs.readFile(
    vscode.Uri.joinPath(launcher.context.extensionUri, "media", "workflow", "run_and_compare.py"),
  );
  await write(root, { [scriptPath]: script, [workflowPath]: Buffer.from(workflow) });
  await vscode.window.showTextDocument(vscode.Uri.file(join(root, workflowPath)));
}

function experimentStep(answers: Answers): Step {
  return async (place) => {
    const name = await askText(place, {
      value: answers.experiment ?? defaultExperiment,
      prompt: vscode.l10n.t("Experiment that the workflow's runs go to"),
      problem: (text) =>
        text.trim() === ""
          ? {
              message: vscode.l10n.t("An experiment has to be named."),
              severity: vscode.InputBoxValidationSeverity.Error,
            }
          : undefined,
    });
    if (name === back) return back;
    answers.experiment = name.trim();
  };
}

function modelStep(models: readonly string[], answers: { model?: string }): Step {
  return async (place) => {
    const none = vscode.l10n.t("None");
    const picked = await askPick(place, {
      items: [
        { label: none, description: vscode.l10n.t("the run alone"), iconPath: new vscode.ThemeIcon("circle-slash") },
        ...models.map((label) => ({ label })),
      ],
      active: answers.model ?? models[0],
      placeholder: vscode.l10n.t("Compare with the version in production of which model?"),
    });
    if (picked === back) return back;
    answers.model = picked === none ? undefined : picked;
  };
}

/** The names of all registered models of the workspace's stores. */
async function modelsOf({ stores }: Launcher): Promise<string[]> {
  await stores.ready();
  const found = await Promise.all(
    stores.all.map(
      async ({ store }) => (await store?.searchRegisteredModels({ maxResults: 1_000 }))?.registeredModels ?? [],
    ),
  );
  return [...new Set(found.flat().map(({ name }) => name))].sort();
}

/** The root of the Git repository that a folder is in, where GitHub looks for workflows; else its workspace folder. */
function repositoryOf(folder: string): string {
  for (let place = folder; ; place = dirname(place)) {
    if (existsSync(join(place, ".git"))) return place;
    if (dirname(place) === place) break;
  }
  return vscode.workspace.getWorkspaceFolder(vscode.Uri.file(folder))?.uri.fsPath ?? folder;
}

/** Writes files below a folder; what is there and differs is replaced only if the user says so. @throws CancellationError */
async function write(root: string, files: Record<string, Uint8Array>): Promise<void> {
  const differing: string[] = [];
  for (const [path, content] of Object.entries(files)) {
    const there = await read(vscode.Uri.file(join(root, path)));
    if (there !== undefined && Buffer.compare(there, content) !== 0) differing.push(path);
  }
  if (differing.length > 0) {
    const replace = vscode.l10n.t("Replace");
    const picked = await vscode.window.showWarningMessage(
      differing.length === 1
        ? vscode.l10n.t("{0} is there already, with another content.", differing[0]!)
        : vscode.l10n.t("{0} are there already, with another content.", differing.join(", ")),
      { modal: true, detail: vscode.l10n.t("What you changed in it is lost, unless Git has it.") },
      replace,
    );
    if (picked !== replace) throw new vscode.CancellationError();
  }
  for (const [path, content] of Object.entries(files)) {
    await vscode.workspace.fs.writeFile(vscode.Uri.file(join(root, path)), content);
  }
}

async function read(file: vscode.Uri): Promise<Uint8Array | undefined> {
  try {
    return await vscode.workspace.fs.readFile(file);
  } catch {
    // It is not there yet.
    return undefined;
  }
}
