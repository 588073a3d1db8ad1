import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { promisify } from "node:util";
import type { Candidate } from "./candidates.ts";
import type { InstalledMlflow, PythonEnvironment } from "./environment.ts";

const timeoutMs = 30_000;

interface Answer {
  executable: string;
  version: string;
  isVirtual: boolean;
  prefix: string;
  hasPip: boolean;
  hasDebugpy: boolean;
  hasSklearn: boolean;
  mlflow: InstalledMlflow | null;
}

/**
 * Asks a Python what it is and which mlflow it has.
 *
 * @param script `media/python/probe.py`
 * @throws Error when it does not start or does not answer
 */
export async function probe({ executable, from }: Candidate, script: string): Promise<PythonEnvironment> {
  // Not in a folder of the workspace: modules of that name there are none of Python's.
  const { stdout } = await promisify(execFile)(executable, [script], { timeout: timeoutMs, cwd: tmpdir() });
  const answer = JSON.parse(stdout) as Answer;
  const { version, isVirtual, prefix, hasPip, hasDebugpy, hasSklearn, mlflow } = answer;
  return {
    // A name that PATH resolved is known by where it is.
    executable: answer.executable === "" ? executable : answer.executable,
    virtualFolder: isVirtual ? prefix : undefined,
    mlflow: mlflow ?? undefined,
    ...{ from, version, hasPip, hasDebugpy, hasSklearn },
  };
}
