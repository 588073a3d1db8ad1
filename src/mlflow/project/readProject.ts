import { join } from "node:path";
import { isMap, isScalar, parseDocument, type Document, type Node } from "yaml";
import { reprSet } from "../search/python/repr.ts";
import type { EntryPoint, Project, ProjectEnvironment, ProjectProblem, TextRange } from "./project.ts";
import { entriesOf, pythonText, pythonValue, type Entry } from "./pythonValue.ts";
import { readEntryPoint } from "./readEntryPoint.ts";

/** The folder of an MLproject, as far as reading it needs to know. */
export interface ProjectFolder {
  /** Absolute. */
  path: string;
  /** Whether there is a file or folder at an absolute path. */
  exists(path: string): boolean;
}

const environmentFields = ["docker_env", "python_env", "conda_env"];
const knownFields = new Set(["name", "entry_points", "databricks_spark_job", ...environmentFields]);

/** Collects what is wrong with the document while it is read. */
export interface Reading {
  document: Document;
  error(message: string, node: Node | undefined): void;
  warning(message: string, node: Node | undefined): void;
}

/**
 * Reads an MLproject as MLflow does (`mlflow/projects/_project_spec.py`). What MLflow fails on is among the `problems`,
 * and the rest is read all the same.
 */
export function readProject(text: string, folder: ProjectFolder): Project {
  const problems: ProjectProblem[] = [];
  const document = parseDocument(text, { schema: "failsafe", version: "1.1", uniqueKeys: false, logLevel: "silent" });
  const report = (severity: ProjectProblem["severity"]) => (message: string, node: Node | undefined) => {
    problems.push({ severity, message, range: rangeOf(node, text) });
  };
  const reading: Reading = { document, error: report("error"), warning: report("warning") };
  for (const error of document.errors) {
    const { pos } = error;
    const [firstLine = ""] = error.message.split("\n");
    const range = { start: pos[0], end: Math.max(pos[1], pos[0] + 1) };
    const message = firstLine.replace(/ at line \d+, column \d+:?$/, "");
    problems.push({ severity: "error", message, range, isSyntax: true });
  }
  const root = document.contents;
  if (!isMap(root)) {
    if (problems.length === 0)
      reading.error("An MLproject is a mapping with 'name' and 'entry_points'.", root ?? undefined);
    return { name: undefined, entryPoints: [], environment: { kind: "python_env", file: undefined }, problems };
  }
  const fields = new Map(entriesOf(root, document).map((entry) => [entry.key, entry]));
  for (const { key, keyNode } of fields.values()) {
    if (!knownFields.has(key)) reading.warning(`MLflow does not know the field '${key}'.`, keyNode);
  }
  checkSingleEnvironment(fields, reading);
  const entryPoints = readEntryPoints(fields.get("entry_points"), reading);
  if (fields.has("databricks_spark_job")) checkSparkJob(fields, entryPoints, reading);
  const environment = readEnvironment(fields, folder, reading);
  const name = fields.get("name");
  return { name: name && pythonText(pythonValue(name.value, document)), entryPoints, environment, problems };
}

function rangeOf(node: Node | undefined, text: string): TextRange {
  const [start, end] = node?.range ?? [0, 1];
  return { start, end: Math.min(Math.max(end, start + 1), Math.max(text.length, start + 1)) };
}

function checkSingleEnvironment(fields: Map<string, Entry>, reading: Reading): void {
  const named = environmentFields.filter((field) => fields.has(field));
  if (named.length < 2) return;
  const last = named.map((field) => fields.get(field)!.keyNode).sort((a, b) => b.range![0] - a.range![0])[0];
  reading.error(`Project cannot contain multiple environment fields: ${reprSet(named)}`, last);
}

function readEntryPoints(field: Entry | undefined, reading: Reading): EntryPoint[] {
  if (field === undefined) return [];
  if (!isMap(field.value)) {
    reading.error("'entry_points' is a mapping from names to commands.", field.value ?? field.keyNode);
    return [];
  }
  return entriesOf(field.value, reading.document).flatMap((entry) => readEntryPoint(entry, reading) ?? []);
}

/** What MLflow 2 and 3 say; MLflow 1 does not know these jobs. */
function checkSparkJob(fields: Map<string, Entry>, entryPoints: EntryPoint[], reading: Reading): void {
  const field = fields.get("databricks_spark_job")!;
  if (pythonValue(field.value, reading.document) === null) return;
  const file = entriesOf(field.value, reading.document).find(({ key }) => key === "python_file");
  const hasFile = file !== undefined && pythonValue(file.value, reading.document) !== null;
  if (!hasFile && entryPoints.length === 0) {
    const either =
      "Databricks Spark job requires either 'databricks_spark_job.python_file' setting or 'entry_points' setting.";
    reading.error(either, field.keyNode);
  }
  if (hasFile && entryPoints.length > 0) {
    const both =
      "Databricks Spark job does not allow setting both 'databricks_spark_job.python_file' and 'entry_points'.";
    reading.error(both, field.keyNode);
  }
  const path = entryPoints.flatMap(({ parameters }) => parameters).find(({ type }) => type === "path");
  if (path !== undefined) {
    const message = `Databricks Spark job does not support entry point parameter of 'path' type. '${path.name}' value type is invalid.`;
    reading.error(message, field.keyNode);
  }
  for (const [name, word] of [
    ["docker_env", "docker"],
    ["python_env", "python"],
    ["conda_env", "conda"],
  ] as const) {
    const environment = fields.get(name);
    if (environment === undefined) continue;
    reading.error(`Databricks Spark job does not support setting ${word} environment.`, environment.keyNode);
  }
}

function readEnvironment(fields: Map<string, Entry>, folder: ProjectFolder, reading: Reading): ProjectEnvironment {
  const docker = fields.get("docker_env");
  if (docker !== undefined && isMap(docker.value)) return readDocker(docker, reading);
  if (docker?.value !== undefined && pythonValue(docker.value, reading.document) !== null) {
    reading.error("'docker_env' is a mapping with an 'image'.", docker.value);
  }
  for (const [kind, name] of [
    ["python_env", "python_env file"],
    ["conda_env", "conda environment file"],
  ] as const) {
    const field = fields.get(kind);
    const path = isScalar(field?.value) ? pythonText(pythonValue(field.value, reading.document)) : undefined;
    if (field === undefined || path === undefined || path === "" || path === "None") continue;
    const file = join(folder.path, path);
    if (!folder.exists(file)) {
      reading.error(`Project specified ${name} ${file}, but no such file was found.`, field.value);
    }
    return { kind, file };
  }
  const python = join(folder.path, "python_env.yaml");
  if (folder.exists(python)) return { kind: "python_env", file: python };
  const conda = join(folder.path, "conda.yaml");
  if (folder.exists(conda)) return { kind: "conda_env", file: conda };
  return { kind: "python_env", file: undefined };
}

const invalid = "Project configuration (MLproject file) was invalid:";

function readDocker(field: Entry, reading: Reading): ProjectEnvironment {
  const entries = new Map(entriesOf(field.value, reading.document).map((entry) => [entry.key, entry]));
  const valueOf = (key: string) => pythonValue(entries.get(key)?.value, reading.document);
  const image = valueOf("image");
  if (image === null || image === "") {
    reading.error(`${invalid} Docker environment specified but no image attribute found.`, field.keyNode);
  }
  const volumes = valueOf("volumes");
  const isEmpty = (value: unknown) => value === null || value === "" || (Array.isArray(value) && value.length === 0);
  const isText = (value: unknown) => typeof value === "string";
  if (!isEmpty(volumes) && !(Array.isArray(volumes) && volumes.every(isText))) {
    const message = `${invalid} Docker volumes must be a list of strings, e.g.: '["/path1/:/path1", "/path2/:/path2"])`;
    reading.error(message, entries.get("volumes")?.value);
  }
  const variables = valueOf("environment");
  const isVariable = (value: unknown) => isText(value) || Array.isArray(value);
  if (!isEmpty(variables) && !(Array.isArray(variables) && variables.every(isVariable))) {
    const message =
      `${invalid} environment must be a list containing either strings (to copy environment variables from host system) ` +
      `or lists of string pairs (to define new environment variables).E.g.: '[["NEW_VAR", "new_value"], "VAR_TO_COPY_FROM_HOST"])`;
    reading.error(message, entries.get("environment")?.value);
  }
  return { kind: "docker_env", image: pythonText(image) };
}
