import type { PassedParameters } from "./parameters.ts";
import { namesMlflow, unpinned, type Packages } from "./packages.ts";
import type { NoProgram } from "./program.ts";

/** Whether a part of a run can be made as it was. */
export type PartState = "restorable" | "partly" | "missing";

export type PartName = "code" | "changes" | "entryPoint" | "parameters" | "environment";

/** One thing that a run was made of. */
export interface Part {
  name: PartName;
  state: PartState;
  /** Why, a sentence each; never empty. */
  remarks: Remark[];
}

/** A sentence: what it says, and what it says it of. `told` is in words for the user already. */
export type Remark =
  | { is: "told"; text: string }
  | { is: "commitHere"; commit: string }
  | { is: "withoutSubmodules" | "unfiltered" | "noCommitToApply" | "unknownChanges" | "noChanges" | "changesNotKept" }
  | { is: "patchApplies"; lines: number; patch: string }
  | { is: "patchFails"; patch: string; problem: string }
  | { is: "entryPoint"; entryPoint: string; folder: string }
  | { is: "script"; script: string; folder: string }
  | { is: "ownStore" | "nested" | "docker" | "noCommitToLookIn" }
  | { is: "noProgram"; why: NoProgram; source: string }
  | { is: "passed"; count: number }
  | { is: "others"; count: number }
  | { is: "defaulted" | "notLogged" | "cut"; names: string[] }
  | { is: "refused"; parameter: string; problem: string | undefined }
  | { is: "noArguments"; logged: number }
  | { is: "packages"; count: number; python: string | undefined; files: string[] }
  | { is: "ofCommit"; count: number; python: string | undefined; files: string[] }
  | { is: "noEnvironment" | "mlflowAdded" }
  | { is: "leftOut" | "unpinned"; lines: string[] };

/** What was found out about a run. */
export interface Facts {
  code:
    | { kind: "here"; commit: string; hasSubmodules: boolean; hasFilters: boolean }
    /** Why there is no commit, in words. */
    | { kind: "missing"; reason: string };
  changes:
    | { kind: "unknown" | "none" | "notKept" }
    /** `problem` is why it cannot be applied; what is absent was not tried, as there is no commit. */
    | { kind: "patch"; name: string; lines: number; problem?: string };
  /** Absent without a commit to look in. */
  program?:
    | { kind: "project"; name: string; folder: string; problem?: string; isDocker: boolean }
    | { kind: "script"; name: string; folder: string; namesStore: boolean }
    | { kind: "none"; why: NoProgram; name: string };
  isNested: boolean;
  /** Of an entry point; absent for a script, and where there is none. */
  parameters?: PassedParameters;
  /** How many the run logged. */
  loggedParameters: number;
  /** What the run logged, else what its commit has. */
  environment?: { packages: Packages; from: "run" | "commit" };
}

/** What can be restored of a run, item by item, always in the same order. */
export function reproducibility(facts: Facts): Part[] {
  return [codeOf(facts), changesOf(facts), entryPointOf(facts), parametersOf(facts), environmentOf(facts)];
}

/** What stands in the way: nothing, values that have to be given first, or something that nobody can give. */
export function obstacleOf(parts: readonly Part[]): "none" | "parameters" | "all" {
  const isMissing = (name: PartName) => parts.some((part) => part.name === name && part.state === "missing");
  if (isMissing("code") || isMissing("entryPoint")) return "all";
  return isMissing("parameters") ? "parameters" : "none";
}

function codeOf({ code }: Facts): Part {
  if (code.kind === "missing") return missing("code", { is: "told", text: code.reason });
  const limits: Remark[] = [];
  if (code.hasSubmodules) limits.push({ is: "withoutSubmodules" });
  if (code.hasFilters) limits.push({ is: "unfiltered" });
  return limited("code", [{ is: "commitHere", commit: code.commit }], limits);
}

function changesOf({ code, changes }: Facts): Part {
  const part = "changes";
  switch (changes.kind) {
    case "unknown":
      return limited(part, [], [{ is: "unknownChanges" }]);
    case "none":
      return limited(part, [{ is: "noChanges" }], []);
    case "notKept":
      return missing(part, { is: "changesNotKept" });
    case "patch": {
      const { name: patch, lines, problem } = changes;
      if (problem !== undefined) return missing(part, { is: "patchFails", patch, problem });
      const told: Remark = { is: "patchApplies", lines, patch };
      return limited(part, [told], code.kind === "here" ? [] : [{ is: "noCommitToApply" }]);
    }
  }
}

function entryPointOf({ program, isNested }: Facts): Part {
  const part = "entryPoint";
  if (program === undefined) return missing(part, { is: "noCommitToLookIn" });
  const limits: Remark[] = isNested ? [{ is: "nested" }] : [];
  const { name, kind } = program;
  if (kind === "none") return missing(part, { is: "noProgram", why: program.why, source: name });
  if (kind === "script") {
    if (program.namesStore) limits.push({ is: "ownStore" });
    return limited(part, [{ is: "script", script: name, folder: program.folder }], limits);
  }
  if (program.problem !== undefined) return missing(part, { is: "told", text: program.problem });
  if (program.isDocker) limits.push({ is: "docker" });
  return limited(part, [{ is: "entryPoint", entryPoint: name, folder: program.folder }], limits);
}

function parametersOf({ program, parameters, loggedParameters }: Facts): Part {
  const part = "parameters";
  if (program?.kind === "script") return limited(part, [], [{ is: "noArguments", logged: loggedParameters }]);
  if (parameters === undefined) return missing(part, { is: "noCommitToLookIn" });
  const { values, defaulted, missing: lacking, cut, refused, others } = parameters;
  const obstacles: Remark[] = refused.map(({ name, problem }) => ({ is: "refused", parameter: name, problem }));
  if (lacking.length > 0) obstacles.push({ is: "notLogged", names: lacking });
  if (cut.length > 0) obstacles.push({ is: "cut", names: cut });
  const [first, ...rest] = obstacles;
  if (first !== undefined) return missing(part, first, ...rest);
  const told: Remark[] = [{ is: "passed", count: Object.keys(values).length }];
  if (others > 0) told.push({ is: "others", count: others });
  return limited(part, told, defaulted.length === 0 ? [] : [{ is: "defaulted", names: defaulted }]);
}

function environmentOf({ environment }: Facts): Part {
  const part = "environment";
  if (environment === undefined) return missing(part, { is: "noEnvironment" });
  const { packages, from } = environment;
  const { python, files, lines, leftOut } = packages;
  const of = { count: lines.length, python, files };
  const limits: Remark[] = [];
  if (from === "commit") limits.push({ is: "ofCommit", ...of });
  if (leftOut.length > 0) limits.push({ is: "leftOut", lines: leftOut });
  const open = unpinned(packages);
  if (open.length > 0) limits.push({ is: "unpinned", lines: open });
  if (!namesMlflow(packages)) limits.push({ is: "mlflowAdded" });
  return limited(part, from === "run" ? [{ is: "packages", ...of }] : [], limits);
}

function limited(name: PartName, told: Remark[], limits: Remark[]): Part {
  return { name, state: limits.length === 0 ? "restorable" : "partly", remarks: [...told, ...limits] };
}

function missing(name: PartName, ...remarks: [Remark, ...Remark[]]): Part {
  return { name, state: "missing", remarks };
}
