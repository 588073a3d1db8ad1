import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { promisify } from "node:util";
import { programOnPath, type PythonEnvironment } from "../../python/environment.ts";

export interface FoundPython {
  executable: string;
  version: string;
  /** Whether it is of the minor version that was asked for. */
  isAsked: boolean;
}

/**
 * A Python of this machine with the minor version that a run had, else the present one. Nothing is downloaded.
 *
 * @param version such as `3.11.7`; any will do where it is absent
 */
export async function findPython(
  version: string | undefined,
  present: Pick<PythonEnvironment, "executable" | "version">,
): Promise<FoundPython> {
  const minor = version && minorOf(version);
  const { executable } = present;
  if (minor === undefined || minorOf(present.version) === minor) {
    return { executable, version: present.version, isAsked: true };
  }
  const named = programOnPath(`python${minor}`) ?? (await knownToUv(minor));
  if (named !== undefined) return { executable: named, version: minor, isAsked: true };
  return { executable, version: present.version, isAsked: false };
}

function minorOf(version: string): string {
  return version.split(".").slice(0, 2).join(".");
}

async function knownToUv(minor: string): Promise<string | undefined> {
  const uv = programOnPath("uv");
  if (uv === undefined) return undefined;
  try {
    const args = ["python", "find", "--no-project", "--no-python-downloads", minor];
    const { stdout } = await promisify(execFile)(uv, args, { cwd: tmpdir(), timeout: 20_000 });
    return stdout.trim() || undefined;
  } catch {
    // It has none.
    return undefined;
  }
}
