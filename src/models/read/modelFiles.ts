import type { FileInfo } from "../../mlflow/entities.ts";
import type { ModelDescription, SignatureField } from "../../mlflow/model.ts";
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

/** @throws Error where the files cannot be reached */
export async function readModelFiles(store: Store, name: string, version: string): Promise<ModelFiles> {
  const files = await store.listModelVersionArtifacts(name, version);
  const has = (file: string) => files.some(({ path, isDir }) => !isDir && path === file);
  const read = async (file: string) => {
    const bytes = await store.readModelVersionArtifact(name, version, file, { length: maxBytes });
    return new TextDecoder().decode(bytes);
  };
  const model = has("MLmodel") ? await described(await read("MLmodel")) : { flavors: [] };
  const packages = has("requirements.txt")
    ? packagesOfRequirements(await read("requirements.txt"))
    : has("conda.yaml")
      ? packagesOfConda(await parsed(await read("conda.yaml")))
      : [];
  return {
    signature: signatureOf(model),
    flavors: model.flavors.filter((flavor) => flavor !== "python_function"),
    mlflowVersion: model.mlflowVersion,
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

async function described(text: string): Promise<ModelDescription> {
  const { readModel } = await import("../../mlflow/model.ts");
  try {
    return readModel(text);
  } catch {
    // A damaged file says nothing; that it is there shows among the files.
    return { flavors: [] };
  }
}

async function parsed(text: string): Promise<Record<string, unknown>> {
  const { parse } = await import("yaml");
  try {
    return record(parse(text));
  } catch {
    // The same as of an MLmodel.
    return {};
  }
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/** A signature as lines of text: two of them are compared line by line. */
function signatureOf({ inputs, outputs, params }: ModelDescription): Signature | undefined {
  if (inputs === undefined && outputs === undefined && params === undefined) return undefined;
  return { inputs: lines(inputs), outputs: lines(outputs), params: lines(params) };
}

function lines(fields: readonly SignatureField[] = []): string[] {
  return fields.map(({ name, type, isOptional, default: preset }) => {
    const kind = preset === undefined ? type : `${type} = ${preset}`;
    // What has a default is optional, which goes without saying.
    return name === "" ? kind : `${name}${isOptional && preset === undefined ? "?" : ""}: ${kind}`;
  });
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
