import { existsSync } from "node:fs";
import { dirname, isAbsolute, posix } from "node:path";
import * as vscode from "vscode";
import { messageOf } from "../../command.ts";
import { log } from "../../log.ts";
import { parentRunTag, type Run } from "../../mlflow/entities.ts";
import { entryPointOf } from "../../mlflow/project/entryPoint.ts";
import type { EntryPoint, Project } from "../../mlflow/project/project.ts";
import type { Store } from "../../mlflow/store.ts";
import { CommitFinder, type CommitPlace } from "../../source/findCommit.ts";
import { placeIn } from "../../source/findSource.ts";
import { git, gitProgram } from "../../source/gitProgram.ts";
import { loggedChanges, patchOf } from "../../source/loggedChanges.ts";
import { readEnvironmentFiles } from "../../source/readEnvironment.ts";
import { environmentFiles, type EnvironmentFile } from "../../source/requirements.ts";
import { pathOf } from "../../stores/find/places.ts";
import { limitsOf, patchProblem, isWholeCommit, type Checkout } from "../places/worktree.ts";
import { packagesOf, type Packages } from "./packages.ts";
import { madeOn, passedParameters } from "./parameters.ts";
import { programOf, projectFileIn, type Program } from "./program.ts";
import { reproducibility, type Facts, type Part } from "./reproducibility.ts";

/** What a run is made of once more, as far as it can be. */
export interface Recipe {
  run: Run;
  parts: Part[];
  /** Absent where the commit is not here. */
  checkout?: Checkout;
  /** Of what was not committed; absent where nothing can be applied. */
  patch?: string;
  program?: Exclude<Program, { kind: "none" }>;
  values: Record<string, string>;
  /** Absent where nothing names any. */
  packages?: Packages;
}

/** Finds out what can be restored of a run. Reads the store and Git, and changes nothing. */
export async function readRecipe(store: Store, run: Run): Promise<Recipe> {
  const storeFolder = store.kind === "rest" ? undefined : dirname(pathOf(store.uri));
  const commits = new CommitFinder();
  const { place, reason } = await commits.codeOf(run, storeFolder);
  const checkout = place && isWholeCommit(place.commit) ? { ...place, program: gitProgram() } : undefined;
  const missing = [
    reason ?? vscode.l10n.t("What the run logged as its commit is not a whole one."),
    reason === undefined ? undefined : repositoryOf(run),
  ];
  const logged = await packagesOf(await readEnvironmentFiles(store, run)).catch((error: unknown) => {
    log.warn(`${run.runId}: ${String(error)}`);
    return undefined;
  });
  const [limits, { changes, patch }, ofCommit] = await Promise.all([
    checkout && limitsOf(checkout),
    readChanges(store, run, checkout),
    checkout && readProgram(commits, checkout, run, storeFolder),
  ]);
  const packages = logged ?? ofCommit?.packages;
  const facts: Facts = {
    code:
      checkout && limits
        ? { kind: "here", commit: checkout.commit, hasSubmodules: limits.submodules, hasFilters: limits.filters }
        : { kind: "missing", reason: missing.filter(Boolean).join(" ") },
    changes,
    program: ofCommit?.fact,
    isNested: Boolean(run.tags[parentRunTag]),
    parameters: ofCommit?.passed,
    loggedParameters: Object.keys(run.params).length,
    environment: packages && { packages, from: logged === undefined ? "commit" : "run" },
  };
  const program = ofCommit && ofCommit.program.kind !== "none" ? ofCommit.program : undefined;
  const values = ofCommit?.passed?.values ?? {};
  return { run, parts: reproducibility(facts), checkout, patch, program, values, packages };
}

/** Which repository a run names; whether it is cloned is the user's to say. */
function repositoryOf({ tags }: Run): string | undefined {
  const commit = tags["mlflow.source.git.commit"] ?? "";
  const url = tags["mlflow.source.git.repoURL"]?.replace(/\/\/[^/@]*@/, "//").slice(0, 200);
  if (!url || !isWholeCommit(commit) || !vscode.workspace.isTrusted) return undefined;
  return vscode.l10n.t("The run names {0}: fetch it from there first.", url);
}

async function readChanges(
  store: Store,
  run: Run,
  checkout: Checkout | undefined,
): Promise<{ changes: Facts["changes"]; patch?: string }> {
  const logged = await loggedChanges(store, run);
  if (logged === undefined) return { changes: { kind: "unknown" } };
  if (logged.kind === "notKept" || logged.kind === "none") return { changes: { kind: logged.kind } };
  const name = logged.kind === "tag" ? vscode.l10n.t("a tag") : logged.path;
  try {
    const patch = (await patchOf(store, run, logged)) ?? "";
    if (patch.trim() === "") return { changes: { kind: "none" } };
    const problem = checkout && (await patchProblem(checkout, patch));
    const lines = patch.split("\n").filter((line) => /^[+-](?!\+\+ |-- )/.test(line)).length;
    return { changes: { kind: "patch", name, lines, problem }, patch: problem === undefined ? patch : undefined };
  } catch (error) {
    return { changes: { kind: "patch", name, lines: 0, problem: messageOf(error) } };
  }
}

/** What the files of a commit say of a run's program. */
interface ProgramOfCommit {
  program: Program;
  fact: NonNullable<Facts["program"]>;
  passed: Facts["parameters"];
  packages: Packages | undefined;
}

async function readProgram(
  commits: CommitFinder,
  checkout: Checkout,
  run: Run,
  storeFolder: string | undefined,
): Promise<ProgramOfCommit> {
  const files = await commits.filesOf(checkout);
  const place = storeFolder === undefined ? "" : (placeIn(checkout.repository, storeFolder) ?? "");
  const program = programOf(run.tags, files, place);
  if (program.kind === "none") return { program, fact: program, passed: undefined, packages: undefined };
  const { folder, name } = program;
  const packages = await packagesOfCommit(checkout, files, folder);
  if (program.kind === "script") {
    const text = (await git().fileAt(checkout.repository, checkout.commit, posix.join(folder, name))).toString();
    const namesStore = /\bset_tracking_uri\s*\(/.test(text);
    return { program, fact: { ...program, namesStore }, passed: undefined, packages };
  }
  const paths = pathsOf(files, folder);
  const project = await readProjectAt(checkout, files, folder, paths);
  const entry = entryOf(project, name, (path) => files.includes(posix.join(folder, path)));
  const isDocker = project.environment.kind === "docker_env";
  if ("problem" in entry)
    return { program, fact: { ...program, problem: entry.problem, isDocker }, passed: undefined, packages };
  const passed = passedParameters(entry.entryPoint, run.params, {
    paths,
    madeOn: madeOn(run.tags),
    platform: process.platform,
  });
  return { program, fact: { ...program, isDocker }, passed, packages };
}

/** Where a project would be, whose files are those of the commit: a root that no machine has. */
const root = "/mlflow-lens-commit";

function pathsOf(files: readonly string[], folder: string): { folder: string; exists: (path: string) => boolean } {
  const isThere = (path: string) => path === "" || files.some((file) => file === path || file.startsWith(`${path}/`));
  return {
    folder: posix.join(root, folder),
    exists(path) {
      const inside = placeIn(root, path);
      // A path of this machine is looked for where it is.
      return inside === undefined ? isAbsolute(path) && existsSync(path) : isThere(inside);
    },
  };
}

async function readProjectAt(
  { repository, commit }: CommitPlace,
  files: readonly string[],
  folder: string,
  paths: ReturnType<typeof pathsOf>,
): Promise<Project> {
  const { readProject } = await import("../../mlflow/project/readProject.ts");
  const file = projectFileIn(files, folder);
  const text = file === undefined ? "name: script" : (await git().fileAt(repository, commit, file)).toString();
  return readProject(text, { path: paths.folder, exists: paths.exists });
}

/** The entry point, or what MLflow would say of it. */
function entryOf(
  project: Project,
  name: string,
  isFile: (path: string) => boolean,
): { entryPoint: EntryPoint } | { problem: string } {
  const error = project.problems.find(({ severity }) => severity === "error");
  if (error !== undefined) return { problem: error.message };
  try {
    const entryPoint = entryPointOf(project, name, process.env["SHELL"]);
    const isScript = !project.entryPoints.includes(entryPoint);
    if (isScript && !isFile(name)) return { problem: vscode.l10n.t("The commit does not hold {0}.", name) };
    return { entryPoint };
  } catch (thrown) {
    return { problem: messageOf(thrown) };
  }
}

/** What a project's own files say of its packages, where its run logged nothing. */
async function packagesOfCommit(
  { repository, commit }: CommitPlace,
  files: readonly string[],
  folder: string,
): Promise<Packages | undefined> {
  const named = environmentFiles.filter((name) => files.includes(posix.join(folder, name)));
  const read = await Promise.all(
    named.map(async (name): Promise<EnvironmentFile> => {
      const bytes = await git().fileAt(repository, commit, posix.join(folder, name));
      return { label: folder, name, text: bytes.toString() };
    }),
  );
  return packagesOf(read).catch(() => undefined);
}
