import { dirname, isAbsolute } from "node:path";
import { fileURLToPath } from "node:url";
import * as vscode from "vscode";
import type { Run } from "../mlflow/entities.ts";
import { findSource, placeIn, sourceOf, type RunSource } from "./findSource.ts";
import { isCommit, type FileChange } from "./git.ts";
import { git } from "./gitProgram.ts";
import { entryPointFiles, projectFolder } from "./projectSource.ts";

/** A commit of a repository of this machine. */
export interface CommitPlace {
  repository: string;
  commit: string;
}

/** A run's code as far as it can be had. */
export interface RunCode extends RunSource {
  place?: CommitPlace;
  /**
   * The source in the commit, relative to the repository, then what else says what was run: the files that a project's entry
   * point names, and its MLproject. Empty where the commit does not hold the source.
   */
  paths: readonly string[];
  /** Why there is no place, in words for the user. */
  reason?: string;
}

/** Answers of Git that hold for a whole comparison; a commit never changes. */
export class CommitFinder {
  readonly #git = git();
  readonly #repositories = new Map<string, Promise<string | undefined>>();
  readonly #commits = new Map<string, Promise<boolean>>();
  readonly #files = new Map<string, Promise<string[]>>();
  readonly #changes = new Map<string, Promise<FileChange[]>>();

  /** @param storeFolder the folder that the run's store is in, where it is on this machine */
  async codeOf(run: Run, storeFolder: string | undefined): Promise<RunCode> {
    const source = { ...sourceOf(run.tags), paths: [] };
    const { commit, name } = source;
    if (commit === undefined) return { ...source, reason: vscode.l10n.t("The run logged no commit.") };
    if (!isCommit(commit)) return { ...source, reason: vscode.l10n.t("What the run logged as its commit is none.") };
    if (!vscode.workspace.isTrusted)
      return { ...source, reason: vscode.l10n.t("Git is asked only in a workspace that you trust.") };
    try {
      const repositories = await this.#repositoriesOf(source, storeFolder);
      if (repositories.length === 0)
        return { ...source, reason: vscode.l10n.t("No folder of this workspace is in a Git repository.") };
      for (const repository of repositories) {
        if (!(await this.#hasCommit(repository, commit))) continue;
        const place = { repository, commit };
        if (name === undefined) return { ...source, place };
        return { ...source, place, paths: await this.#pathsOf(source, name, place, storeFolder) };
      }
      return {
        ...source,
        reason: vscode.l10n.t("Commit {0} is not in the repository of this workspace.", commit.slice(0, 7)),
      };
    } catch (error) {
      if ((error as { code?: unknown }).code !== "ENOENT") throw error;
      return { ...source, reason: vscode.l10n.t("Git was not found on this machine.") };
    }
  }

  async #pathsOf(
    { isProject, entryPoint }: RunSource,
    name: string,
    place: CommitPlace,
    storeFolder: string | undefined,
  ): Promise<string[]> {
    const { repository, commit } = place;
    const files = await this.filesOf(place);
    if (isProject) {
      const read = async (path: string) => (await this.#git.fileAt(repository, commit, path)).toString();
      return entryPointFiles(files, projectFolder(files, repository, name), entryPoint, read);
    }
    const folder = storeFolder === undefined ? "" : (placeIn(repository, storeFolder) ?? "");
    const path = findSource(files, name, folder);
    return path === undefined ? [] : [path];
  }

  /** What changed between two commits; `undefined` when they are not of the same repository. */
  async changes(from: CommitPlace, to: CommitPlace): Promise<FileChange[] | undefined> {
    if (from.repository !== to.repository) return undefined;
    if (from.commit === to.commit) return [];
    const key = `${from.repository}\0${from.commit}\0${to.commit}`;
    return remembered(this.#changes, key, () => this.#git.changes(from.repository, from.commit, to.commit));
  }

  /** Where the source lies, where the store lies, and the workspace's folders, in this order. */
  async #repositoriesOf(source: RunSource, storeFolder: string | undefined): Promise<string[]> {
    const workspace = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
    const isOfWorkspace = (folder: string) => workspace.some((root) => placeIn(root, folder) !== undefined);
    const folders = [sourceFolder(source), storeFolder].filter(
      (folder) => folder !== undefined && isOfWorkspace(folder),
    ) as string[];
    const found = await Promise.all([...folders, ...workspace].map((folder) => this.#repositoryOf(folder)));
    return [...new Set(found.filter((repository) => repository !== undefined))];
  }

  #repositoryOf(folder: string): Promise<string | undefined> {
    return remembered(this.#repositories, folder, () => this.#git.repositoryOf(folder));
  }

  async #hasCommit(repository: string, commit: string): Promise<boolean> {
    const key = `${repository}\0${commit}`;
    const isThere = await remembered(this.#commits, key, () => this.#git.hasCommit(repository, commit));
    // The user may fetch it meanwhile.
    if (!isThere) this.#commits.delete(key);
    return isThere;
  }

  /** The paths of all files of a commit, relative to the repository. */
  filesOf({ repository, commit }: CommitPlace): Promise<string[]> {
    return remembered(this.#files, `${repository}\0${commit}`, () => this.#git.filesOf(repository, commit));
  }
}

function sourceFolder({ name, isProject }: RunSource): string | undefined {
  if (name === undefined) return undefined;
  const path = /^file:\/\/\//i.test(name) ? fileURLToPath(name.split("#", 1)[0] ?? name) : name;
  if (!isAbsolute(path)) return undefined;
  return isProject ? path : dirname(path);
}

function remembered<T>(answers: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  const known = answers.get(key);
  if (known !== undefined) return known;
  const answer = ask();
  answers.set(key, answer);
  answer.catch(() => answers.delete(key));
  return answer;
}
