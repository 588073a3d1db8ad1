import { pathOf, type EnvironmentFile } from "../../source/requirements.ts";

/** What an environment is made of: texts that pip takes, none of which is an option, an address or a path. */
export interface Packages {
  /** Such as `3.11.7`; absent where nothing names it. */
  python?: string;
  /** Requirements, one a line, in the order of the file. */
  lines: string[];
  /** Lines that are not installed: options, addresses, files, what only conda has. */
  leftOut: string[];
  /** The files that said it, as a user would name them. */
  files: string[];
}

/** The largest environment that is rebuilt. */
const maxLines = 2_000;

const specifier = String.raw`(?:===?|~=|!=|<=?|>=?)\s*[\w.*+!-]+`;
/** A name, extras, versions and a condition (PEP 508, without addresses). */
const requirement = new RegExp(
  String.raw`^[a-z0-9](?:[\w.-]*[a-z0-9])?\s*(?:\[[\w\s,.-]*\])?\s*\(?\s*(?:${specifier}(?:\s*,\s*${specifier})*)?\s*\)?\s*(?:;[\w\s.'"<>=!()~-]+)?$`,
  "i",
);

/** What the first model, or the artifacts, of a run say of its packages. @throws Error when a file is no YAML */
export async function packagesOf(files: readonly EnvironmentFile[]): Promise<Packages | undefined> {
  const [first] = files;
  if (first === undefined) return undefined;
  const beside = files.filter(({ label }) => label === first.label);
  const fileOf = (name: EnvironmentFile["name"]) => beside.find((file) => file.name === name);
  const packages: Packages = { lines: [], leftOut: [], files: [] };
  const [requirements, pythonEnv, conda] = [
    fileOf("requirements.txt"),
    fileOf("python_env.yaml"),
    fileOf("conda.yaml"),
  ];
  const pythonFields = pythonEnv && (await fieldsOf(pythonEnv.text));
  const condaFields = conda && (await fieldsOf(conda.text));
  const isWanted = (named: unknown): named is string | number => typeof named === "string" || typeof named === "number";
  if (requirements !== undefined) {
    packages.files.push(pathOf(requirements));
    addLines(packages, requirements.text.replaceAll(/\\\r?\n/g, " ").split(/\r?\n/));
  } else if (pythonEnv !== undefined) {
    addLines(packages, texts(pythonFields?.["dependencies"]));
  } else if (conda !== undefined) addConda(packages, condaFields?.["dependencies"]);
  if (pythonEnv !== undefined && isWanted(pythonFields?.["python"])) {
    packages.files.push(pathOf(pythonEnv));
    packages.python = versionOf(String(pythonFields["python"]));
  } else if (conda !== undefined) {
    if (requirements === undefined || condaPython(condaFields) !== undefined) packages.files.push(pathOf(conda));
    packages.python = condaPython(condaFields);
  } else if (pythonEnv !== undefined && requirements === undefined) packages.files.push(pathOf(pythonEnv));
  packages.leftOut.push(...packages.lines.splice(maxLines));
  return packages;
}

/** Requirements that more than one version would meet. */
export function unpinned({ lines }: Pick<Packages, "lines">): string[] {
  return lines.filter((line) => !/={2,3}\s*[^\s*;]+\s*\)?\s*(?:;.*)?$/.test(line));
}

/** Whether mlflow itself is among the packages. */
export function namesMlflow({ lines }: Pick<Packages, "lines">): boolean {
  return lines.some((line) => /^mlflow(?:[-_.]skinny)?(?![\w.-])/i.test(line));
}

function addLines(packages: Packages, lines: readonly string[]): void {
  for (const line of lines) {
    const text = line
      .replace(/(^|\s)#.*$/, "")
      .replace(/\s--hash[=\s].*$/, "")
      .trim();
    // The file that MLflow names there is the one beside it.
    if (text === "" || /^(-r|--requirement)[=\s]+requirements\.txt$/.test(text)) continue;
    if (requirement.test(text)) packages.lines.push(text);
    else packages.leftOut.push(text);
  }
}

/** Conda's own packages have the name and version that pip knows them by, mostly; builds and channels are conda's only. */
function addConda(packages: Packages, dependencies: unknown): void {
  for (const dependency of Array.isArray(dependencies) ? (dependencies as unknown[]) : []) {
    if (typeof dependency !== "string") {
      addLines(packages, texts((dependency as { pip?: unknown } | null)?.pip));
      continue;
    }
    const [, name = "", version] = /^(?:[^\s:]+::)?([\w.-]+)\s*(?:={1,2}\s*([^\s=<>!,]+).*)?$/.exec(dependency) ?? [];
    if (/^(python|pip|setuptools|wheel)$/i.test(name)) continue;
    if (name === "") packages.leftOut.push(dependency);
    else addLines(packages, [version === undefined ? name : `${name}==${version}`]);
  }
}

function condaPython(fields: Record<string, unknown> | undefined): string | undefined {
  for (const line of texts(fields?.["dependencies"])) {
    const [, version] = /^(?:[^\s:]+::)?python\s*={1,2}\s*([\d.]+)/i.exec(line) ?? [];
    if (version !== undefined) return versionOf(version);
  }
  return undefined;
}

function versionOf(text: string): string | undefined {
  return /^\d+\.\d+(?:\.\d+)?/.exec(text)?.[0];
}

function texts(list: unknown): string[] {
  return Array.isArray(list) ? list.filter((each): each is string => typeof each === "string") : [];
}

async function fieldsOf(text: string): Promise<Record<string, unknown>> {
  const { parse } = await import("yaml");
  const document: unknown = parse(text);
  return typeof document === "object" && document !== null ? (document as Record<string, unknown>) : {};
}
