/** What an environment asks of a package: "==2.1.0", ">=2,<3", a web address; "" is any version. */
export type Environment = Map<string, string>;

/** Files that say which packages a model or a run needs, those that say it most exactly first. */
export const environmentFiles = ["requirements.txt", "python_env.yaml", "conda.yaml"] as const;

/** A file that says which packages a run needs. */
export interface EnvironmentFile {
  /** The folder or the model that it is in; "" beside the run's artifacts. */
  label: string;
  name: (typeof environmentFiles)[number];
  text: string;
}

/** As a user would name it. */
export function pathOf({ label, name }: Pick<EnvironmentFile, "label" | "name">): string {
  return label === "" ? name : `${label}/${name}`;
}

const parsers: Record<(typeof environmentFiles)[number], (text: string) => Environment | Promise<Environment>> = {
  "requirements.txt": parseRequirements,
  "python_env.yaml": parsePythonEnv,
  "conda.yaml": parseConda,
};

/** Reads one of `environmentFiles`. @throws Error when it is no YAML */
export async function parseEnvironment(name: (typeof environmentFiles)[number], text: string): Promise<Environment> {
  return parsers[name](text);
}

/** pip's requirements: names as PyPI compares them, options and comments left out. */
export function parseRequirements(text: string): Environment {
  const packages: Environment = new Map();
  const lines = text.replaceAll(/\\\r?\n/g, " ").split(/\r?\n/);
  for (const line of lines) addRequirement(packages, line);
  return packages;
}

/** MLflow's python_env.yaml: Python itself and what pip is asked for. */
export async function parsePythonEnv(text: string): Promise<Environment> {
  const { parse } = await import("yaml");
  const document = fields(parse(text));
  const packages: Environment = new Map();
  if (isScalar(document["python"])) packages.set("python", `==${String(document["python"])}`);
  for (const name of ["build_dependencies", "dependencies"]) {
    for (const line of list(document[name])) if (typeof line === "string") addRequirement(packages, line);
  }
  return packages;
}

/** Conda's environment: its own packages and those of pip in it. */
export async function parseConda(text: string): Promise<Environment> {
  const { parse } = await import("yaml");
  const packages: Environment = new Map();
  for (const dependency of list(fields(parse(text))["dependencies"])) {
    if (typeof dependency === "string") addConda(packages, dependency);
    else
      for (const line of list(fields(dependency)["pip"])) if (typeof line === "string") addRequirement(packages, line);
  }
  return packages;
}

/** The version that is asked for exactly, "2.1.0" of "==2.1.0"; `undefined` where more than one would do. */
export function exactVersion(wanted: string): string | undefined {
  return /^={2,3}\s*([^\s,*;]+)$/.exec(wanted)?.[1];
}

function addRequirement(packages: Environment, line: string): void {
  const [, address, egg] = /^\s*(?:-e|--editable)[ =]\s*(\S*?(?:#egg=([\w.-]+).*)?)\s*$/.exec(line) ?? [];
  if (address !== undefined) {
    packages.set(normalized(egg ?? address), address);
    return;
  }
  const text = line.replace(/(^|\s)#.*$/, "").trim();
  // Options of pip say where packages come from, and hashes follow the version that they belong to.
  if (text === "" || text.startsWith("-")) return;
  const [requirement = ""] = text.split(/\s--/);
  const [, name, extras = "", rest = ""] =
    /^([a-z0-9](?:[\w.-]*[a-z0-9])?)\s*(\[[^\]]*\])?\s*(.*)$/i.exec(requirement) ?? [];
  if (name === undefined || /^[\w+.-]*:\/\//.test(requirement)) {
    packages.set(requirement, "");
    return;
  }
  const key = normalized(name) + extras.replaceAll(/\s/g, "").toLowerCase();
  const wanted = rest
    .replace(/^@\s*/, "")
    .replaceAll(/\s*([=<>!~,;]+)\s*/g, "$1")
    .trim();
  // The same package for another platform is another line.
  const before = packages.get(key);
  packages.set(key, before === undefined || before === wanted ? wanted : `${before} | ${wanted}`);
}

function addConda(packages: Environment, dependency: string): void {
  const text = dependency.replace(/^[^\s:]+::/, "").trim();
  const [, name, wanted = ""] = /^([\w.-]+)\s*(.*)$/.exec(text) ?? [];
  if (name === undefined) return;
  // "numpy=2.1.0=py311_0" is one version of one build.
  const [, version] = /^=?=\s*([^\s=<>!,]+)/.exec(wanted) ?? [];
  packages.set(normalized(name), version === undefined ? wanted : `==${version}`);
}

/** PEP 503: the names that PyPI takes for the same. */
function normalized(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, "-");
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function isScalar(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}
