import { isMap, isScalar, type Node } from "yaml";
import type { EntryPoint, ProjectParameter, TextRange } from "./project.ts";
import { isFloat, isInteger } from "./pythonNumber.ts";
import { entriesOf, pythonText, pythonValue, type Entry } from "./pythonValue.ts";
import type { Reading } from "./readProject.ts";
import { fieldNames, strFormat } from "./strFormat.ts";

const knownTypes = ["string", "float", "int", "path", "uri"];

/** An entry of `entry_points`; `undefined` where MLflow could not make one of it. */
export function readEntryPoint({ key: name, keyNode, value }: Entry, reading: Reading): EntryPoint | undefined {
  if (!isMap(value)) {
    reading.error(`The entry point '${name}' is a mapping with a 'command'.`, value ?? keyNode);
    return undefined;
  }
  const fields = new Map(entriesOf(value, reading.document).map((entry) => [entry.key, entry]));
  const parameters = readParameters(fields.get("parameters"), reading);
  const command = fields.get("command");
  const text = pythonValue(command?.value, reading.document);
  if (typeof text !== "string" || text.trim() === "") {
    reading.error(`The entry point '${name}' has no command.`, command?.value ?? command?.keyNode ?? keyNode);
    return undefined;
  }
  checkCommand(text, parameters, command!.value, reading);
  for (const { key, keyNode: unknown } of fields.values()) {
    if (key !== "parameters" && key !== "command")
      reading.warning(`MLflow does not know the field '${key}' of an entry point.`, unknown);
  }
  return { name, command: text, parameters, range: rangeOf(keyNode) };
}

function checkCommand(text: string, parameters: ProjectParameter[], node: Node | undefined, reading: Reading): void {
  const known = new Map(parameters.map(({ name }) => [name, ""]));
  const unknown = fieldNames(text).find((field) => field !== "" && !/^\d+$/.test(field) && !known.has(field));
  if (unknown !== undefined) {
    reading.error(`The command uses {${unknown}}, which is not among the entry point's parameters.`, node);
    return;
  }
  const filled = strFormat(text, known);
  if ("problem" in filled) reading.error(`The command cannot be formatted: ${filled.problem}.`, node);
}

function readParameters(field: Entry | undefined, reading: Reading): ProjectParameter[] {
  if (field === undefined) return [];
  if (!isMap(field.value)) {
    reading.error("'parameters' is a mapping from names to types.", field.value ?? field.keyNode);
    return [];
  }
  return entriesOf(field.value, reading.document).flatMap((entry) => readParameter(entry, reading) ?? []);
}

function readParameter({ key: name, keyNode, value }: Entry, reading: Reading): ProjectParameter | undefined {
  const range = rangeOf(keyNode);
  if (isScalar(value)) {
    const type = pythonValue(value, reading.document);
    if (typeof type !== "string") {
      const message = `The parameter '${name}' is a type, or a mapping with 'type' and 'default'.`;
      reading.error(message, value.range?.[0] === value.range?.[1] ? keyNode : value);
      return undefined;
    }
    checkType(type, value, reading);
    return { name, type, default: undefined, range };
  }
  if (!isMap(value)) {
    reading.error(`The parameter '${name}' is a type, or a mapping with 'type' and 'default'.`, value ?? keyNode);
    return undefined;
  }
  const fields = new Map(entriesOf(value, reading.document).map((entry) => [entry.key, entry]));
  const typeField = fields.get("type");
  const type = typeField === undefined ? "string" : pythonText(pythonValue(typeField.value, reading.document));
  if (typeField !== undefined) checkType(type, typeField.value ?? typeField.keyNode, reading);
  const given = fields.get("default");
  const standard = pythonValue(given?.value, reading.document);
  const text = standard === null ? undefined : pythonText(standard);
  if (text !== undefined) checkDefault(name, type, text, given?.value, reading);
  for (const { key, keyNode: unknown } of fields.values()) {
    if (key !== "type" && key !== "default")
      reading.warning(`MLflow does not know the field '${key}' of a parameter.`, unknown);
  }
  return { name, type, default: text, range };
}

function checkType(type: string, node: Node, reading: Reading): void {
  if (knownTypes.includes(type)) return;
  reading.warning(
    `MLflow does not know the type '${type}': it takes any text. Types are ${knownTypes.join(", ")}.`,
    node,
  );
}

/** MLflow passes on whatever is written; the program that is started will hardly like it. */
function checkDefault(name: string, type: string, text: string, node: Node | undefined, reading: Reading): void {
  const isRight = type === "float" ? isFloat(text) : type === "int" ? isInteger(text) : true;
  if (!isRight) reading.warning(`The default of '${name}' is no ${type}: '${text}'.`, node);
}

function rangeOf(node: Node): TextRange {
  const [start, end] = node.range!;
  return { start, end };
}
