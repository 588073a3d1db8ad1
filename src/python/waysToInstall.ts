import { executableIn, type PythonEnvironment } from "./environment.ts";

/** A program and its arguments. */
export type Call = readonly [program: string, ...args: string[]];

/** One way to install packages; what it runs, in this order. */
export interface Way {
  kind: "newEnvironment" | "pip" | "uv";
  calls: Call[];
}

/** What there is to install with. */
export interface Means {
  /** A folder that an environment can be made in; undefined where there is one already. */
  newEnvironment: string | undefined;
  /** The program, where it is on PATH. */
  uv: string | undefined;
}

/** The ways to install packages for a Python, the best first. */
export function waysToInstall(
  environment: PythonEnvironment,
  packages: readonly string[],
  { newEnvironment, uv }: Means,
): Way[] {
  const { executable, hasPip, virtualFolder } = environment;
  const ways: Way[] = [];
  // Another Python than a virtual environment belongs to the system, which often refuses.
  if (virtualFolder === undefined && newEnvironment !== undefined) {
    const made = executableIn(newEnvironment);
    ways.push({
      kind: "newEnvironment",
      calls: [
        [executable, "-m", "venv", newEnvironment],
        [made, "-m", "pip", "install", ...packages],
      ],
    });
  }
  if (hasPip) ways.push({ kind: "pip", calls: [[executable, "-m", "pip", "install", ...packages]] });
  if (uv !== undefined) ways.push({ kind: "uv", calls: [[uv, "pip", "install", "--python", executable, ...packages]] });
  return ways;
}
