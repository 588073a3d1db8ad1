import type { FileInfo } from "../../mlflow/entities.ts";
import type { Store } from "../../mlflow/store.ts";
import type { Signature } from "../../protocol/model.ts";

/** What a version's own files say of it. */
export interface ModelFiles {
  signature: Signature | undefined;
  flavors: string[];
  mlflowVersion: string | undefined;
  /** As its environment pins them: "scikit-learn==1.9.1". */
  packages: string[];
}

const maxBytes = 2_000_000;
const maxColumns = 1_000;

/** @throws Error where the files cannot be reached */
export async function readModelFiles(store: Store, name: string, version: string): Promise<ModelFiles> {
  const files = await store.listModelVersionArtifacts(name, version);
  const has = (file: string) => files.some(({ path, isDir }) => !isDir && path === file);
  const read = async (file: string) => {
    const bytes = await store.readModelVersionArtifact(name, version, file, { length: maxBytes });
    return new TextDecoder().decode(bytes);
  };
  const mlmodel = has("MLmodel") ? await parsed(await read("MLmodel")) : {};
  const packages = has("requirements.txt")
    ? packagesOfRequirements(await read("requirements.txt"))
    : has("conda.yaml")
      ? packagesOfConda(await parsed(await read("conda.yaml")))
      : [];
  const { flavors, mlflow_version: mlflowVersion } = mlmodel;
  return {
    signature: signatureOf(mlmodel.signature),
    flavors: Object.keys(record(flavors)).filter((flavor) => flavor !== "python_function"),
    mlflowVersion: typeof mlflowVersion === "string" ? mlflowVersion : undefined,
    packages,
  };
}

const maxFiles = 500;

/** All files of a version, those of its folders too, as far as they go. */
export async function listModelFiles(store: Store, name: string, version: string): Promise<FileInfo[]> {
  const files: FileInfo[] = [];
  const folders = [""];
  while (folders.length > 0 && files.length < maxFiles) {
    for (const file of await store.listModelVersionArtifacts(name, version, folders.shift())) {
      if (file.isDir) folders.push(file.path);
      else files.push(file);
    }
  }
  return files;
}

async function parsed(text: string): Promise<Record<string, unknown>> {
  const { parse } = await import("yaml");
  try {
    return record(parse(text));
  } catch {
    // A damaged file says nothing; that it is there shows among the files.
    return {};
  }
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function signatureOf(value: unknown): Signature | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { inputs, outputs, params } = value as Record<string, unknown>;
  return { inputs: columns(inputs), outputs: columns(outputs), params: columns(params) };
}

/** MLflow keeps a list of columns as JSON in a string. */
function columns(text: unknown): string[] {
  if (typeof text !== "string") return [];
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list.slice(0, maxColumns).map(columnText) : [];
  } catch {
    // What is not JSON is shown as it stands.
    return [text];
  }
}

function columnText(column: unknown): string {
  const { name, type, required, default: value, "tensor-spec": tensor } = record(column);
  const { dtype, shape } = record(tensor);
  const kind = tensor === undefined ? textOf(type) : `${textOf(dtype)}${JSON.stringify(shape ?? [])}`;
  const optional = required === false ? "?" : "";
  const preset = value === undefined || value === null ? "" : ` = ${textOf(value)}`;
  return `${name === undefined ? "" : `${textOf(name)}${optional}: `}${kind}${preset}`;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? "");
}

function packagesOfRequirements(text: string): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.replace(/(^|\s)#.*$/, "").trim());
  return lines.filter((line) => line !== "" && !line.startsWith("-")).sort();
}

function packagesOfConda({ dependencies }: Record<string, unknown>): string[] {
  if (!Array.isArray(dependencies)) return [];
  const names = dependencies.flatMap((each: unknown) => {
    if (typeof each === "string") return [each];
    const { pip } = record(each);
    return Array.isArray(pip) ? pip.filter((one) => typeof one === "string") : [];
  });
  return names.sort();
}
