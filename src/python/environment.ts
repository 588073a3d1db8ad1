import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** A Python that programs are started with, and the mlflow in it. */
export interface PythonEnvironment {
  /** The program, absolute. */
  executable: string;
  /** Who chose it. */
  from: "extension" | "setting" | "folder" | "path" | "task";
  /** Such as `3.11.7`. */
  version: string;
  /** The folder of a virtual environment; `undefined` for another Python. */
  virtualFolder: string | undefined;
  hasPip: boolean;
  hasDebugpy: boolean;
  hasSklearn: boolean;
  mlflow: InstalledMlflow | undefined;
}

export interface InstalledMlflow {
  /** Such as `3.17.2`. */
  version: string;
  /** Of the schema that it wants of a database; `undefined` where that cannot be told. */
  schemaRevision: string | undefined;
  /** All revisions that it knows, its own among them: older ones it upgrades. */
  revisions: readonly string[];
}

export type WithMlflow = PythonEnvironment & { mlflow: InstalledMlflow };

export function hasMlflow(environment: PythonEnvironment): environment is WithMlflow {
  return environment.mlflow !== undefined;
}

export function majorOf({ version }: InstalledMlflow): number {
  return Number.parseInt(version, 10);
}

/** What `mlflow run` and `mlflow models` of that version take as `--env-manager`. */
export function envManagersOf(mlflow: InstalledMlflow): string[] {
  return majorOf(mlflow) >= 3 ? ["local", "virtualenv", "uv", "conda"] : ["local", "virtualenv", "conda"];
}

/** The program of a virtual environment. */
export function executableIn(environmentFolder: string): string {
  return windows ? join(environmentFolder, "Scripts", "python.exe") : join(environmentFolder, "bin", "python");
}

/** Where a program of that name lies; `undefined` where PATH has none. */
export function programOnPath(name: string): string | undefined {
  const file = windows ? `${name}.exe` : name;
  return (process.env["PATH"] ?? "")
    .split(delimiter)
    .map((folder) => join(folder, file))
    .find((path) => existsSync(path));
}

const windows = process.platform === "win32";
