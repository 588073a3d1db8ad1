import { codePointCount, firstCodePoints } from "./codePoints.ts";
import { invalidParameter } from "./errors.ts";
import { type ModelStage } from "./entities.ts";
import { dumps, loads } from "./pythonJson.ts";

// What MLflow accepts, with its words (`mlflow/utils/validation.py`). The rules of its major versions differ in limits and
// messages: a database of an older schema is held to those of its own MLflow. Lengths are in code points, as Python counts.

/** Whose rules. */
export type MlflowMajor = 1 | 2 | 3;

interface Limits {
  runTag: number;
  experimentTag: number;
  registryTag: number;
}

const limits: Record<MlflowMajor, Limits> = {
  1: { runTag: 5_000, experimentTag: 5_000, registryTag: 5_000 },
  2: { runTag: 8_000, experimentTag: 5_000, registryTag: 5_000 },
  3: { runTag: 8_000, experimentTag: 20_000, registryTag: 100_000 },
};
const maxKeyLength = 250;
const maxTraceTagLength = 8_000;
const maxNameLength = 500;
const maxAliasLength = 255;
const maxArtifactLocationLength = 2_048;

/**
 * @returns the value to store: from version 2 on MLflow cuts a long one instead of refusing it
 * @throws MlflowError INVALID_PARAMETER_VALUE
 */
export function validRunTag(key: string, value: string, major: MlflowMajor = 3): string {
  checkTagKey(key, major);
  const limit = limits[major].runTag;
  if (major > 1) {
    checkLength("key", maxKeyLength, key, major);
    return firstCodePoints(value, limit);
  }
  checkLength("Tag key", maxKeyLength, key, major);
  checkLength("Tag value", limit, value, major);
  return value;
}

/** @throws MlflowError INVALID_PARAMETER_VALUE */
export function checkExperimentTag(key: string, value: string, major: MlflowMajor = 3): void {
  checkTagKey(key, major);
  checkLength(major === 1 ? "Tag key" : "key", maxKeyLength, key, major);
  checkLength(major === 1 ? "Tag value" : "value", limits[major].experimentTag, value, major);
  if (major === 3) checkArchivalTag(key, value);
}

/** Tags by which MLflow 3 archives traces after a time such as `30d`. */
function checkArchivalTag(key: string, value: string): void {
  const isRetention = key === "mlflow.trace.archivalRetention";
  if (!isRetention && key !== "mlflow.trace.archiveNow") return;
  const config = jsonObject(value);
  if (config === undefined) throw invalidParameter("Trace archival config must be encoded as a JSON object.");
  if (isRetention && config.type !== "duration") {
    throw invalidParameter("Trace archival config must use type 'duration'.");
  }
  const duration = isRetention ? config.value : config.older_than;
  if (!isRetention && (duration === undefined || duration === null)) return;
  if (typeof duration === "string" && duration.trim().length > 32) {
    throw invalidParameter("Trace archival duration must be at most 32 characters.");
  }
  if (typeof duration === "string" && /^[1-9][0-9]*[mhd]$/.test(duration.trim())) return;
  throw invalidParameter(
    "Trace archival retention must be in the form `<int><unit>`, where unit is one of 'm', 'h', or 'd'.",
  );
}

function jsonObject(text: string): Record<string, unknown> | undefined {
  try {
    const value = loads(text);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    // Not JSON, which is refused like JSON of another form.
    return undefined;
  }
}

/** @throws MlflowError INVALID_PARAMETER_VALUE */
export function checkRegisteredModelTag(key: string, value: string, major: MlflowMajor = 3): void {
  checkTagKey(key, major);
  checkLength(major === 1 ? "Registered model key" : "key", maxKeyLength, key, major);
  checkLength(major === 1 ? "Registered model value" : "value", limits[major].registryTag, value, major);
}

/** @throws MlflowError INVALID_PARAMETER_VALUE */
export function checkModelVersionTag(key: string, value: string, major: MlflowMajor = 3): void {
  checkTagKey(key, major);
  checkLength(major === 1 ? "Model version key" : "key", maxKeyLength, key, major);
  const limit = limits[major].registryTag;
  if (major > 1 && key === "mlflow.prompt.text" && codePointCount(value) > limit) {
    throw invalidParameter(`Prompt text exceeds max length of ${limit} characters.`);
  }
  checkLength(major === 1 ? "Model version value" : "value", limit, value, major);
}

/**
 * @returns the value to store, cut where it is too long
 * @throws MlflowError INVALID_PARAMETER_VALUE
 */
export function validTraceTag(key: string, value: string): string {
  checkTagKey(key);
  checkLength("key", maxKeyLength, key, 3);
  return firstCodePoints(value, maxTraceTagLength);
}

/** @throws MlflowError INVALID_PARAMETER_VALUE */
export function checkTagKey(key: string, major: MlflowMajor = 3): void {
  const problem = keyProblem(key, major);
  if (problem === undefined) return;
  throw invalidParameter(major === 1 ? `Invalid tag name: '${key}'. ${problem}` : invalidValue("key", key, problem));
}

/** What the file store asks of a metric whose history is wanted. @throws MlflowError INVALID_PARAMETER_VALUE */
export function checkMetricKey(key: string): void {
  const problem = keyProblem(key, 3);
  if (problem !== undefined) throw invalidParameter(invalidValue("name", key, problem));
}

/** @throws MlflowError INVALID_PARAMETER_VALUE */
export function checkExperimentName(name: string, major: MlflowMajor = 3): void {
  if (name === "") throw invalidParameter("Invalid experiment name: ''");
  if (major > 1) checkLength("name", maxNameLength, name, major);
}

/** @throws MlflowError INVALID_PARAMETER_VALUE */
export function checkArtifactLocation(location: string, major: MlflowMajor = 3): void {
  if (location.startsWith("runs:")) {
    throw invalidParameter(`Artifact location cannot be a runs:/ URI. Given: '${location}'`);
  }
  if (major > 1 && codePointCount(location) > maxArtifactLocationLength) {
    throw invalidParameter(
      "Invalid artifact path length. The length of the artifact path cannot be greater than " +
        `${maxArtifactLocationLength} characters. To configure this limit, please set the ` +
        "MLFLOW_ARTIFACT_LOCATION_MAX_LENGTH environment variable.",
    );
  }
}

/**
 * What MLflow's SQL store asks of a name; the file store of version 2 asks more.
 *
 * @throws MlflowError INVALID_PARAMETER_VALUE
 */
export function checkModelName(name: string, major: MlflowMajor = 3, parameter = "name"): void {
  if (major === 1) {
    if (name === "") throw invalidParameter("Registered model name cannot be empty.");
    return;
  }
  if ((major === 2 ? name : name.trim()) === "") {
    throw invalidParameter(`Missing value for required parameter '${parameter}'.`);
  }
  if (major === 2) return;
  if (/[/:]/.test(name)) throw invalidParameter(`Invalid model name '${name}'. Names cannot contain '/' or ':'.`);
  if (isNotUniquePath(name)) throw invalidParameter(invalidValue("name", name, badPathMessage(name)));
}

/** @throws MlflowError INVALID_PARAMETER_VALUE, as `validate_prompt_name` does */
export function checkPromptName(name: string): void {
  if (name === "") throw invalidParameter("Prompt name must be a non-empty string.");
  if (!/^[a-zA-Z0-9_.-]+\n?$/.test(name)) {
    throw invalidParameter("Prompt name can only contain alphanumeric characters, hyphens, underscores, and dots.");
  }
}

/**
 * @returns the number
 * @throws MlflowError INVALID_PARAMETER_VALUE
 */
export function validModelVersion(version: string, major: MlflowMajor = 3): number {
  if (/^\s*[+-]?\d+(_\d+)*\s*$/.test(version)) return Number(version.replaceAll("_", ""));
  throw invalidParameter(
    major === 1
      ? `Model version must be an integer, got '${version}'`
      : `Parameter 'version' must be an integer, got '${version}'.`,
  );
}

/** @throws MlflowError INVALID_PARAMETER_VALUE */
export function checkAlias(alias: string): void {
  if (alias === "") throw invalidParameter("Registered model alias name cannot be empty.");
  if (!/^[\p{L}\p{N}_-]*\n?$/u.test(alias)) {
    throw invalidParameter(
      `Invalid alias name: '${alias}'. Names may only contain alphanumerics, underscores (_), and dashes (-).`,
    );
  }
  checkLength("Registered model alias name", maxAliasLength, alias, 3);
}

/** `checkAlias` for an alias to be set: some names are MLflow's own. @throws MlflowError INVALID_PARAMETER_VALUE */
export function checkNewAlias(alias: string): void {
  checkAlias(alias);
  if (alias.toLowerCase() === "latest") {
    throw invalidParameter("'latest' alias name (case insensitive) is reserved.");
  }
  if (/^[vV]\d+\n?$/.test(alias)) throw invalidParameter(`Version alias name '${alias}' is reserved.`);
}

const stages: readonly ModelStage[] = ["None", "Staging", "Production", "Archived"];

/**
 * A stage as MLflow spells it, from any letter case.
 *
 * @throws MlflowError INVALID_PARAMETER_VALUE
 */
export function canonicalStage(stage: string): ModelStage {
  const found = stages.find((each) => each.toLowerCase() === stage.toLowerCase());
  if (found !== undefined) return found;
  throw invalidParameter(`Invalid Model Version stage: ${stage}. Value must be one of ${stages.join(", ")}.`);
}

/** Why MLflow refuses a key of a tag, parameter or metric; `undefined` where it does not. */
function keyProblem(key: string, major: MlflowMajor): string | undefined {
  if (major === 1) {
    if (!/^[/\p{L}\p{N}_.\- ]*\n?$/u.test(key)) {
      return "Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), and slashes (/).";
    }
  } else if (!/^[/\p{L}\p{N}_.\- :]*\n?$/u.test(key)) {
    return "Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).";
  }
  return isNotUniquePath(key) ? badPathMessage(key) : undefined;
}

function isNotUniquePath(name: string): boolean {
  const normal = normalPath(name);
  return normal !== name || normal === "." || normal.startsWith("..") || normal.startsWith("/");
}

function badPathMessage(name: string): string {
  return (
    "Names may be treated as files in certain cases, and must not resolve to other names when treated as such. " +
    `This name would resolve to '${normalPath(name)}'`
  );
}

/** Python's `posixpath.normpath`, which other than Node's drops a slash at the end and keeps two at the start. */
function normalPath(path: string): string {
  if (path === "") return ".";
  const root = /^\/\/(?!\/)/.test(path) ? "//" : path.startsWith("/") ? "/" : "";
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== ".." || (root === "" && parts.length === 0) || parts.at(-1) === "..") parts.push(part);
    else parts.pop();
  }
  return root + parts.join("/") || ".";
}

function invalidValue(parameter: string, value: string, reason: string): string {
  return `Invalid value ${dumps(value)} for parameter '${parameter}' supplied: ${reason}`;
}

function checkLength(what: string, limit: number, value: string, major: MlflowMajor): void {
  const length = codePointCount(value);
  if (length <= limit) return;
  if (major > 1) throw invalidParameter(`'${what}' exceeds the maximum length of ${limit} characters`);
  throw invalidParameter(
    `${what} '${firstCodePoints(value, 250)}' had length ${length}, which exceeded length limit of ${limit}`,
  );
}
