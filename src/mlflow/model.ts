import { parse } from "yaml";

/** A column, tensor or parameter of a model's signature. */
export interface SignatureField {
  /** Empty for a tensor without a name. */
  name: string;
  /** In MLflow's words: `double`, `Array(string)`, `Tensor(float32, [-1, 28])`. */
  type: string;
  isOptional: boolean;
  /** What it is where nobody says: of a parameter. */
  default?: string;
}

/** What an MLmodel file says; what is absent or no such thing in it is absent. */
export interface ModelDescription {
  flavors: string[];
  mlflowVersion?: string;
  pythonVersion?: string;
  sizeBytes?: number;
  inputs?: SignatureField[];
  outputs?: SignatureField[];
  params?: SignatureField[];
}

/** More fields than these are not told one by one. */
const maxFields = 2_000;
const maxDepth = 8;

/**
 * Reads an MLmodel file (`mlflow/models/model.py`, its signature by `mlflow/types/schema.py`).
 *
 * @throws Error in the parser's words where it is no YAML, or would grow without end
 */
export function readModel(text: string): ModelDescription {
  // "silent" would take what is broken for what it says up to there.
  const model = fieldsOf(parse(text, { logLevel: "error" }));
  const flavors = fieldsOf(model["flavors"]);
  const signature = fieldsOf(model["signature"]);
  return {
    flavors: Object.keys(flavors),
    mlflowVersion: textOf(model["mlflow_version"]),
    pythonVersion: textOf(fieldsOf(flavors["python_function"])["python_version"]),
    sizeBytes: typeof model["model_size_bytes"] === "number" ? model["model_size_bytes"] : undefined,
    inputs: signatureFields(signature["inputs"]),
    outputs: signatureFields(signature["outputs"]),
    params: signatureFields(signature["params"]),
  };
}

/** A part of a signature, which is JSON text in the file. */
function signatureFields(json: unknown): SignatureField[] | undefined {
  if (typeof json !== "string") return undefined;
  let specs: unknown;
  try {
    specs = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (!Array.isArray(specs)) return undefined;
  return specs.slice(0, maxFields).map((spec: unknown) => {
    const fields = fieldsOf(spec);
    return {
      name: textOf(fields["name"]) ?? "",
      type: typeText(fields, 0),
      isOptional: fields["required"] === false || fields["optional"] === true || "default" in fields,
      ...presetOf(fields["default"]),
    };
  });
}

function presetOf(value: unknown): { default?: string } {
  if (value === undefined || value === null) return {};
  return { default: typeof value === "string" ? value : JSON.stringify(value) };
}

function typeText(spec: Record<string, unknown>, depth: number): string {
  const type = textOf(spec["type"]) ?? "any";
  if (depth > maxDepth) return "…";
  if (type === "tensor") {
    const tensor = fieldsOf(spec["tensor-spec"]);
    return `Tensor(${textOf(tensor["dtype"]) ?? "?"}, ${JSON.stringify(tensor["shape"] ?? [])})`;
  }
  if (type === "array") return `Array(${typeText(fieldsOf(spec["items"]), depth + 1)})`;
  if (type === "map") return `Map(${typeText(fieldsOf(spec["values"]), depth + 1)})`;
  if (type === "object") {
    const properties = Object.entries(fieldsOf(spec["properties"])).map(
      ([name, property]) => `${name}: ${typeText(fieldsOf(property), depth + 1)}`,
    );
    return `{${properties.join(", ")}}`;
  }
  // A parameter that is a list has the shape of one.
  return Array.isArray(spec["shape"]) ? `Array(${type})` : type;
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}
