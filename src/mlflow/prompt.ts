import type { ModelVersion, Prompt, PromptTemplate, PromptVersion, RegisteredModel } from "./entities.ts";
import { invalidParameter, MlflowError } from "./errors.ts";
import { dumps, loads } from "./pythonJson.ts";

// A prompt is a registered model with a tag, its versions are model versions with tags (`mlflow/prompt/`).

export const isPromptTag = "mlflow.prompt.is_prompt";
export const promptTextTag = "mlflow.prompt.text";
const promptTypeTag = "_mlflow_prompt_type";
/** Stands for the source that a version of a prompt does not have. */
export const promptSource = "dummy-source";

/** What MLflow keeps for itself and does not show as the tags of a version (`PromptVersion.tags`). */
const hiddenTags: ReadonlySet<string> = new Set([
  isPromptTag,
  promptTextTag,
  promptTypeTag,
  "_mlflow_prompt_response_format",
  "_mlflow_prompt_model_config",
]);

/** The filter over registered models by which MLflow searches prompts (`AbstractStore.search_prompts`). */
export function onlyPrompts(filter: string | undefined): string {
  const own = `tags.\`${isPromptTag}\` = 'true'`;
  return filter ? `${own} AND ${withExperimentFilter(filter)}` : own;
}

/** MLflow takes `experiment_id = '1'` of prompts for a tag that lists experiments (`_parse_experiment_id_filter`). */
function withExperimentFilter(filter: string): string {
  const clause = /experiment_id\s*=\s*['"]([^'"]+)['"]/;
  const experimentId = clause.exec(filter)?.[1];
  if (experimentId === undefined) return filter;
  if (!/^\p{Nd}+$/u.test(experimentId)) {
    throw invalidParameter(`Invalid experiment_id: ${experimentId}. Must be a numeric value.`);
  }
  const rest = filter
    .replace(new RegExp(clause, "g"), "")
    .trim()
    .replace(/^\s*AND\s+/, "")
    .replace(/\s+AND\s*$/, "")
    .replace(/\s+AND\s+AND\s+/g, " AND ");
  const own = `tags.\`_mlflow_experiment_ids\` LIKE '%,${experimentId},%'`;
  return rest === "" ? own : `${own} AND ${rest}`;
}

export function isPrompt(model: Pick<RegisteredModel, "tags">): boolean {
  return Object.hasOwn(model.tags, isPromptTag);
}

/** @param versions all that are not deleted, in any order */
export function promptOf(model: RegisteredModel, versions: readonly ModelVersion[]): Prompt {
  return {
    name: model.name,
    description: model.description,
    // Of the model only this one is hidden (`search_prompts`).
    tags: Object.fromEntries(Object.entries(model.tags).filter(([key]) => key !== isPromptTag)),
    versions: versions.map(promptVersionOf).sort((a, b) => a.version - b.version),
    creationTimestamp: model.creationTimestamp,
    lastUpdatedTimestamp: model.lastUpdatedTimestamp,
  };
}

export function promptVersionOf(version: ModelVersion): PromptVersion {
  return {
    version: Number(version.version),
    template: templateOf(version.tags),
    commitMessage: version.description,
    tags: shownTags(version.tags),
    aliases: version.aliases,
    creationTimestamp: version.creationTimestamp,
    userId: version.userId,
  };
}

/** The tags of a version that `register_prompt` makes, in MLflow's order. */
export function promptVersionTags(template: PromptTemplate, tags: Record<string, string>): Record<string, string> {
  const isChat = typeof template !== "string";
  return {
    ...tags,
    [isPromptTag]: "true",
    [promptTypeTag]: isChat ? "chat" : "text",
    [promptTextTag]: isChat ? dumps(template) : template,
  };
}

/** The tag by which a prompt lists the experiments it belongs to: `,1,2,`. */
export const promptExperimentsTag = "_mlflow_experiment_ids";

/**
 * That tag's value after `register_prompt`, which enters the active experiment: without one, as here, experiment 0.
 *
 * @returns undefined where nothing is to be written
 */
export function promptExperimentsAfterRegistering(existing = ""): string | undefined {
  const ids = existing
    .split(",")
    .map((id) => id.trim())
    .filter((id) => id !== "");
  return ids.includes("0") ? undefined : `,${[...ids, "0"].join(",")},`;
}

/** The refusal of a prompt whose name a model has (`MlflowClient.register_prompt`). */
export function nameOfModel(name: string): MlflowError {
  return invalidParameter(
    `Model '${name}' exists with the same name. MLflow does not allow registering a prompt with the same name as an ` +
      "existing model. Please choose a different name for the prompt.",
  );
}

/** MLflow words the registry's refusals for prompts (`translate_prompt_exception`). */
export function inWordsOfPrompts<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof MlflowError)) throw error;
    const message = error.message.replace(/registered model|model version/gi, (words) =>
      /^[A-Z]/.test(words) ? "Prompt" : "prompt",
    );
    throw message === error.message ? error : new MlflowError(error.errorCode, message, { cause: error });
  }
}

function templateOf(tags: Record<string, string>): PromptTemplate {
  const text = tags[promptTextTag] ?? "";
  if (tags[promptTypeTag] !== "chat") return text;
  try {
    const messages = loads(text);
    return Array.isArray(messages) ? (messages as PromptTemplate) : text;
  } catch {
    // Damaged by hand: its text says more than nothing.
    return text;
  }
}

function shownTags(tags: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !hiddenTags.has(key)));
}
