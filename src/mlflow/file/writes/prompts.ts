import { join } from "node:path";
import type { PromptVersion } from "../../entities.ts";
import {
  inWordsOfPrompts,
  isPrompt,
  isPromptTag,
  nameOfModel,
  promptExperimentsAfterRegistering,
  promptExperimentsTag,
  promptSource,
  promptVersionOf,
  promptVersionTags,
} from "../../prompt.ts";
import type { RegistryWrites } from "../../store.ts";
import { checkPromptName, checkModelVersionTag, checkRegisteredModelTag } from "../../validation.ts";
import type { FileStoreContext } from "../context.ts";
import { checkFileModelName } from "../registry.ts";
import { readModel, registryFolder, versionFolder } from "../folders/registry.ts";
import type { FileChange, FileChanges } from "./fileChanges.ts";
import { modelCreation, newModel, touched } from "./models.ts";
import type { WriteModel } from "./registry.ts";
import { newVersion, versionCreation } from "./versions.ts";

type Wanted = Parameters<RegistryWrites["registerPrompt"]>[0];

export function promptWrites({ root }: FileStoreContext, write: WriteModel): Pick<RegistryWrites, "registerPrompt"> {
  return {
    registerPrompt: async (wanted) => {
      const made = await write(wanted.name, `Could not register the prompt '${wanted.name}'`, () =>
        inWordsOfPrompts(() => registration(root, wanted)),
      );
      return made!;
    },
  };
}

/** `MlflowClient.register_prompt`: a model with a tag at first, then a version whose tags hold the text. */
function registration(root: string, wanted: Wanted): FileChanges & { made: PromptVersion } {
  const { name, template, commitMessage, tags = {} } = wanted;
  checkPromptName(name);
  checkFileModelName(name);
  const versionTags = promptVersionTags(template, tags);
  for (const [key, value] of Object.entries(tags)) checkRegisteredModelTag(key, value);
  for (const [key, value] of Object.entries(versionTags)) checkModelVersionTag(key, value);
  const existing = readModel(root, name);
  if (existing !== undefined && !isPrompt(existing)) throw nameOfModel(name);
  const experiments = promptExperimentsAfterRegistering(existing?.tags[promptExperimentsTag]);
  const modelTags = { ...tags, ...(experiments === undefined ? {} : { [promptExperimentsTag]: experiments }) };
  const version = { name, source: promptSource, tags: versionTags, description: commitMessage };
  return existing === undefined
    ? firstVersion(root, version, modelTags, commitMessage)
    : nextVersion(root, version, modelTags);
}

type NewVersion = Parameters<RegistryWrites["createModelVersion"]>[0];

function firstVersion(
  root: string,
  wanted: NewVersion,
  tags: Record<string, string>,
  description: string | undefined,
): FileChanges & { made: PromptVersion } {
  const model = newModel(root, wanted.name, { [isPromptTag]: "true", ...tags }, description);
  const creation = modelCreation(root, model);
  const now = Date.now();
  const version = {
    name: wanted.name,
    version: "1",
    currentStage: "None" as const,
    description,
    source: wanted.source,
    status: "READY",
    tags: wanted.tags ?? {},
    aliases: [],
    creationTimestamp: now,
    lastUpdatedTimestamp: now,
  };
  return {
    newFolder: creation.newFolder,
    folders: [versionFolder(root, wanted.name, 1)],
    files: [...versionCreation(root, version, wanted.source), ...(creation.files ?? [])],
    made: promptVersionOf(version),
  };
}

function nextVersion(
  root: string,
  wanted: NewVersion,
  modelTags: Record<string, string>,
): FileChanges & { made: PromptVersion } {
  const { name } = wanted;
  const { version, storageLocation } = newVersion(root, wanted);
  const owner = join(registryFolder(root), name);
  const tagFiles = Object.entries(modelTags).map(([key, content]): FileChange => ({
    owner,
    path: join(owner, "tags", key),
    content,
  }));
  return {
    newFolder: versionFolder(root, name, Number(version.version)),
    files: [...tagFiles, ...versionCreation(root, version, storageLocation), touched(root, name)],
    made: promptVersionOf(version),
  };
}
