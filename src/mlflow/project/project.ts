/** Where something stands in the text of an MLproject: offsets of its first character and of the one after its last. */
export interface TextRange {
  start: number;
  end: number;
}

/** What is wrong with an MLproject. MLflow fails on an error; a warning is what it would run and a user hardly means. */
export interface ProjectProblem {
  severity: "error" | "warning";
  /** MLflow's own where it has one. */
  message: string;
  range: TextRange;
  /** Whether it is no YAML at all, which whoever knows YAML says too. */
  isSyntax?: boolean;
}

/** What runs a project: files are absolute; a project that names none has a plain Python environment. */
export type ProjectEnvironment =
  { kind: "python_env" | "conda_env"; file: string | undefined } | { kind: "docker_env"; image: string };

/** `string` where nothing is said; `path` and `uri` are the ones that MLflow looks at. */
export type ParameterType = "string" | "float" | "int" | "path" | "uri" | (string & {});

export interface ProjectParameter {
  name: string;
  type: ParameterType;
  /** As Python prints it; `undefined` where one has to be given. */
  default: string | undefined;
  range: TextRange;
}

export interface EntryPoint {
  name: string;
  /** For Python's `str.format`. */
  command: string;
  parameters: ProjectParameter[];
  /** Of its name in the MLproject; absent for a script that the MLproject does not list. */
  range?: TextRange;
}

/** An MLproject as far as it can be read. */
export interface Project {
  name: string | undefined;
  entryPoints: EntryPoint[];
  environment: ProjectEnvironment;
  problems: ProjectProblem[];
}

/** Whether a file's name is MLproject, in any letter case. */
export function isProjectFile(name: string): boolean {
  return name.toLowerCase() === "mlproject";
}
