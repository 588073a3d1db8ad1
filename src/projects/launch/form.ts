import { existsSync } from "node:fs";
import { relative } from "node:path";
import * as vscode from "vscode";
import { backendConfigProblem } from "../../mlflow/project/backendConfig.ts";
import { valueProblem } from "../../mlflow/project/entryPoint.ts";
import type { EntryPoint, ProjectParameter } from "../../mlflow/project/project.ts";
import { shellQuote } from "../../mlflow/project/shell.ts";
import { shellWords } from "../../mlflow/search/python/shlex.ts";
import { envManagersOf } from "../../python/environment.ts";
import type { Store } from "../../mlflow/store.ts";
import { allExperiments } from "../../stores/allExperiments.ts";
import type { Stores, WorkspaceStore } from "../../stores/index.ts";
import type { WorkspaceProject } from "../projectFiles.ts";
import { defaultExperiment } from "./definition.ts";
import { readConfigFile, type Launcher } from "./prepare.ts";
import type { Remembered } from "./remembered.ts";
import { askPick, askText, back, skipped, type Step } from "./steps.ts";

/** What is asked for a run; each step writes its answer here. */
export interface Answers extends Remembered {
  parameters: Record<string, string>;
}

/** One step for each parameter; for a script, which declares none, one for all. */
export function parameterSteps(project: WorkspaceProject, entryPoint: EntryPoint, answers: Answers): Step[] {
  if (entryPoint.range === undefined) return [argumentsStep(answers)];
  return entryPoint.parameters.map((parameter) => parameterStep(project.folder, parameter, answers));
}

export function parameterStep(folder: string, parameter: ProjectParameter, answers: Answers): Step {
  const { name, type, default: standard } = parameter;
  const paths = { folder, exists: existsSync };
  return async (place) => {
    const value = await askText(place, {
      value: answers.parameters[name] ?? standard ?? "",
      prompt:
        standard === undefined
          ? vscode.l10n.t("{0} ({1}, required)", name, type)
          : vscode.l10n.t("{0} ({1}, default {2})", name, type, standard === "" ? "''" : standard),
      problem: (text) => {
        if (text === "" && standard === undefined) {
          return {
            message: vscode.l10n.t("'{0}' has to be given.", name),
            severity: vscode.InputBoxValidationSeverity.Error,
          };
        }
        const problem = valueProblem(parameter, text, paths);
        if (problem === undefined) return undefined;
        const { Error: error, Warning: warning } = vscode.InputBoxValidationSeverity;
        return { message: problem.message, severity: problem.severity === "error" ? error : warning };
      },
      browse: type === "path" ? () => browse(folder, name) : undefined,
    });
    if (value === back) return back;
    answers.parameters[name] = value;
  };
}

async function browse(folder: string | undefined, name: string): Promise<string | undefined> {
  const [picked] =
    (await vscode.window.showOpenDialog({
      title: name,
      canSelectFiles: true,
      canSelectFolders: true,
      defaultUri: folder === undefined ? undefined : vscode.Uri.file(folder),
      openLabel: vscode.l10n.t("Use"),
    })) ?? [];
  if (picked === undefined || folder === undefined) return picked?.fsPath;
  const inside = relative(folder, picked.fsPath);
  return inside.startsWith("..") || inside === "" ? picked.fsPath : inside;
}

/** `name=value` pairs, which MLflow passes on as `--name value`. */
export function argumentsStep(answers: Answers): Step {
  return async (place) => {
    const text = await askText(place, {
      value: Object.entries(answers.parameters)
        .map(([name, value]) => `${name}=${shellQuote(value)}`)
        .join(" "),
      prompt: vscode.l10n.t("Parameters, passed on as --name value; none if empty"),
      placeholder: 'epochs=10 title="two words"',
      problem: (typed) =>
        pairsOf(typed) === undefined
          ? {
              message: vscode.l10n.t("name=value, separated by blanks"),
              severity: vscode.InputBoxValidationSeverity.Error,
            }
          : undefined,
    });
    if (text === back) return back;
    answers.parameters = pairsOf(text) ?? {};
  };
}

/** @returns undefined for what is no list of `name=value` */
export function pairsOf(text: string): Record<string, string> | undefined {
  const words = shellWords(text);
  const pairs = words?.map((word) => /^([^=\s-][^=\s]*)=(.*)$/s.exec(word));
  if (pairs === undefined || pairs.some((pair) => pair === null)) return undefined;
  return Object.fromEntries(pairs.map((pair): [string, string] => [pair?.[1] ?? "", pair?.[2] ?? ""]));
}

/** Where the run goes, what it is called and what it runs in. */
export function optionSteps(answers: Answers, folder: string | undefined, { stores, python }: Launcher): Step[] {
  const choices = openStores(stores);
  const experimentStep: Step = async (place) => {
    const store = choices.find(({ label }) => label === answers.store) ?? choices[0];
    const names = store?.store === undefined ? [defaultExperiment] : await experimentNames(store.store);
    const isNew = answers.experiment !== undefined && !names.includes(answers.experiment);
    const picked = await askPick(place, {
      items: [...(isNew ? [answers.experiment!] : []), ...names].map((label) => ({ label })),
      active: answers.experiment ?? defaultExperiment,
      placeholder: vscode.l10n.t("Experiment: pick one, or type the name of a new one"),
      newItem: (label) => ({ label, description: vscode.l10n.t("new experiment"), alwaysShow: true }),
    });
    if (picked === back) return back;
    answers.experiment = picked;
  };
  const nameStep: Step = async (place) => {
    const name = await askText(place, {
      value: answers.runName ?? "",
      prompt: vscode.l10n.t("Run name; MLflow makes one up if empty"),
    });
    if (name === back) return back;
    answers.runName = name;
  };
  const managerStep: Step = async (place) => {
    if (answers.backend !== undefined) return skipped;
    const environment = await python.withMlflow(folder);
    const words: Record<string, string> = {
      local: vscode.l10n.t("in Python {0} as it is", environment.version),
      virtualenv: vscode.l10n.t("in an environment made by virtualenv from what the project names"),
      uv: vscode.l10n.t("in an environment made by uv from what the project names"),
      conda: vscode.l10n.t("in an environment made by conda from what the project names"),
    };
    const picked = await askPick(place, {
      items: envManagersOf(environment.mlflow).map((label) => ({ label, description: words[label] })),
      active: answers.envManager ?? "local",
      placeholder: vscode.l10n.t("Environment"),
    });
    if (picked === back) return back;
    answers.envManager = picked;
  };
  return [
    ...storeSteps(answers, { stores }, { again: true }),
    ...[experimentStep, nameStep, backendStep(answers), configStep(answers, folder), managerStep],
  ];
}

/** Where the run runs; `answers.backend` stays undefined for this machine. */
function backendStep(answers: Answers): Step {
  const words: Record<string, string> = {
    local: vscode.l10n.t("on this machine"),
    databricks: vscode.l10n.t("on a new cluster of Databricks"),
    kubernetes: vscode.l10n.t("as a job in Kubernetes, in a Docker image"),
  };
  return async (place) => {
    const picked = await askPick(place, {
      items: Object.entries(words).map(([label, description]) => ({ label, description })),
      active: answers.backend ?? "local",
      placeholder: vscode.l10n.t("Backend: where the run runs"),
    });
    if (picked === back) return back;
    answers.backend = picked === "local" ? undefined : picked;
    if (answers.backend === undefined) answers.backendConfig = undefined;
  };
}

function configStep(answers: Answers, folder: string | undefined): Step {
  return async (place) => {
    const { backend } = answers;
    if (backend === undefined) return skipped;
    const config = await askText(place, {
      value: answers.backendConfig ?? "",
      prompt: vscode.l10n.t("Configuration of {0}: a JSON file, or JSON", backend),
      placeholder: `${backend}.json`,
      problem: (text) => {
        const message = backendConfigProblem(backend, text.trim(), readConfigFile(folder));
        return message === undefined ? undefined : { message, severity: vscode.InputBoxValidationSeverity.Error };
      },
      browse: () => browse(folder, backend),
    });
    if (config === back) return back;
    answers.backendConfig = config.trim();
  };
}

/** Which of several stores the run goes to; one that was chosen before is asked for only `again`. */
export function storeSteps(
  answers: Answers,
  { stores }: Pick<Launcher, "stores">,
  { again }: { again: boolean },
): Step[] {
  const choices = openStores(stores);
  if (!choices.some(({ label }) => label === answers.store)) answers.store = undefined;
  if (choices.length < 2 || (answers.store !== undefined && !again)) return [];
  return [
    async (place) => {
      const picked = await askPick(place, {
        items: choices.map(({ label, uri }) => ({ label, detail: uri })),
        active: answers.store,
        placeholder: vscode.l10n.t("Store"),
      });
      if (picked === back) return back;
      answers.store = picked;
    },
  ];
}

function openStores(stores: Stores): WorkspaceStore[] {
  return stores.all.filter(({ store }) => store !== undefined);
}

async function experimentNames(store: Store): Promise<string[]> {
  return (await allExperiments(store, "ACTIVE_ONLY")).map(({ name }) => name);
}
