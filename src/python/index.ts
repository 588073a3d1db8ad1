import * as vscode from "vscode";
import { log } from "../log.ts";
import { candidates, pythonExtension, type Candidate } from "./candidates.ts";
import { hasMlflow, type PythonEnvironment, type WithMlflow } from "./environment.ts";
import { offerToInstall } from "./install.ts";
import { probe } from "./probe.ts";
import { showPython } from "./status.ts";

/** Which Python runs things for this workspace. Nothing is started before it is asked for, and never where code is not trusted. */
export interface Python {
  /**
   * The Python for a folder, with mlflow in it or not.
   *
   * @throws Error in words for the user where there is none, or the workspace is not trusted
   */
  environment(folder: string | undefined): Promise<PythonEnvironment>;
  /** The same with mlflow; where it is missing the user is asked to install it. @throws Error, CancellationError */
  withMlflow(folder: string | undefined): Promise<WithMlflow>;
  /** A Python that a task names. @throws Error where it does not start, or the workspace is not trusted */
  at(executable: string): Promise<PythonEnvironment>;
  /** All that were found for a folder, best first. */
  all(folder: string | undefined): Promise<PythonEnvironment[]>;
  /** Asks anew: something was installed, or another one chosen. */
  forget(): void;
  readonly onDidChange: vscode.Event<void>;
  /** A program that comes with the extension: `media/python/NAME`. */
  script(name: string): string;
  /** What runs until this window ends: `end` is called and waited for then, unless it was disposed before. */
  own(end: () => Promise<void>): vscode.Disposable;
  /** Ends all that is owned. */
  close(): Promise<void>;
}

export function openPython(context: vscode.ExtensionContext): Python {
  const changed = new vscode.EventEmitter<void>();
  const used = new vscode.EventEmitter<PythonEnvironment>();
  const known = new Map<string, Promise<PythonEnvironment>>();
  const owned = new Set<() => Promise<void>>();
  const script = (name: string) => vscode.Uri.joinPath(context.extensionUri, "media", "python", name).fsPath;

  function ask(candidate: Candidate): Promise<PythonEnvironment> {
    let answer = known.get(candidate.executable);
    if (answer === undefined) {
      answer = probe(candidate, script("probe.py"));
      known.set(candidate.executable, answer);
      answer.catch((error: unknown) => {
        known.delete(candidate.executable);
        log.warn(`${candidate.executable} does not answer: ${String(error)}`);
      });
    }
    return answer.then((environment) => ({ ...environment, from: candidate.from }));
  }

  async function environment(folder: string | undefined): Promise<PythonEnvironment> {
    checkTrust();
    const found = await candidates(folder);
    for (const candidate of found) {
      const answer = await ask(candidate).catch(() => undefined);
      if (answer !== undefined) {
        used.fire(answer);
        return answer;
      }
      // What the user named is used or told of, and nothing else in its place.
      if (candidate.from === "setting") {
        throw new Error(
          vscode.l10n.t("The Python of the setting mlflowLens.pythonPath does not start: {0}", candidate.executable),
        );
      }
    }
    throw new Error(
      vscode.l10n.t("No Python was found. Install one, or name it in the setting mlflowLens.pythonPath."),
    );
  }

  const forget = () => {
    known.clear();
    changed.fire();
  };
  context.subscriptions.push(
    changed,
    used,
    vscode.workspace.onDidChangeConfiguration(
      (event) => event.affectsConfiguration("mlflowLens.pythonPath") && forget(),
    ),
    vscode.workspace.onDidGrantWorkspaceTrust(forget),
    vscode.workspace.onDidChangeWorkspaceFolders(forget),
  );
  void followPythonExtension(context, forget);
  const python: Python = {
    environment,
    forget,
    script,
    onDidChange: changed.event,
    own(end) {
      owned.add(end);
      return new vscode.Disposable(() => owned.delete(end));
    },
    async close() {
      await Promise.all([...owned].map((end) => end()));
    },
    async at(executable) {
      checkTrust();
      return ask({ executable, from: "task" });
    },
    async all(folder) {
      checkTrust();
      const answers = await Promise.allSettled((await candidates(folder)).map(ask));
      return answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
    },
    async withMlflow(folder) {
      const first = await environment(folder);
      if (hasMlflow(first)) return first;
      await offerToInstall(first, folder, ["mlflow"]);
      forget();
      const second = await environment(folder);
      if (hasMlflow(second)) return second;
      throw new Error(vscode.l10n.t("mlflow was not installed in {0}.", second.executable));
    },
  };
  showPython(context, python, used.event);
  return python;
}

function checkTrust(): void {
  if (!vscode.workspace.isTrusted) {
    throw new Error(vscode.l10n.t("Python is not started in Restricted Mode. Trust the workspace first."));
  }
}

/** Another environment chosen there is another one here; an extension that is not running yet is left alone. */
async function followPythonExtension(context: vscode.ExtensionContext, forget: () => void): Promise<void> {
  if (vscode.extensions.getExtension("ms-python.python")?.isActive !== true) return;
  const extension = await pythonExtension();
  if (extension !== undefined) {
    context.subscriptions.push(extension.environments.onDidChangeActiveEnvironmentPath(forget));
  }
}
