import { statSync } from "node:fs";
import { join } from "node:path";
import type { RegisteredModel } from "../../entities.ts";
import { MlflowError } from "../../errors.ts";
import { isPromptTag } from "../../prompt.ts";
import type { RegistryWrites } from "../../store.ts";
import { checkAlias, checkNewAlias, checkRegisteredModelTag, checkTagKey } from "../../validation.ts";
import { type FileStoreContext, isFolder, metaFile } from "../context.ts";
import { checkFileModelName, existingModel } from "../registry.ts";
import { readAliases, readModel, registryFolder, versionNumbers } from "../folders/registry.ts";
import type { FileChange, FileChanges } from "./fileChanges.ts";
import { modelFolder, modelMetaChange, openVersion, versionMetaChange } from "./modelMeta.ts";
import type { WriteModel } from "./registry.ts";
import { dumpYaml } from "./yamlDump.ts";

type ModelWrites = Pick<
  RegistryWrites,
  | "createRegisteredModel"
  | "renameRegisteredModel"
  | "updateRegisteredModel"
  | "deleteRegisteredModel"
  | "setRegisteredModelTag"
  | "deleteRegisteredModelTag"
  | "setRegisteredModelAlias"
  | "deleteRegisteredModelAlias"
>;

export function modelWrites({ root }: FileStoreContext, write: WriteModel): ModelWrites {
  return {
    createRegisteredModel: async ({ name, tags = {}, description }) => {
      const made = await write(name, `Could not create the registered model '${name}'`, () => {
        const model = newModel(root, name, tags, description);
        return { ...modelCreation(root, model), made: model };
      });
      return made!;
    },

    renameRegisteredModel: async (name, newName) => {
      await write([name, newName], `Could not rename the registered model '${name}'`, () =>
        renaming(root, name, newName),
      );
    },

    updateRegisteredModel: async ({ name, description }) => {
      await write(name, `Could not update the registered model '${name}'`, () => {
        existingModel(root, name);
        return { files: [modelMetaChange(root, name, { description, last_updated_timestamp: Date.now() })] };
      });
    },

    deleteRegisteredModel: async (name) => {
      await write(name, `Could not delete the registered model '${name}'`, () => ({ remove: modelFolder(root, name) }));
    },

    setRegisteredModelTag: async (name, key, value) => {
      await write(name, `Could not set the tag '${key}'`, () => {
        checkRegisteredModelTag(key, value);
        const owner = modelFolder(root, name);
        return { files: [{ owner, path: join(owner, "tags", key), content: value }, touched(root, name)] };
      });
    },

    deleteRegisteredModelTag: async (name, key) => {
      await write(name, `Could not delete the tag '${key}'`, () => {
        checkTagKey(key);
        const owner = modelFolder(root, name);
        return removalOf({ owner, path: join(owner, "tags", key) }, () => touched(root, name));
      });
    },

    setRegisteredModelAlias: async (name, alias, version) => {
      await write(name, `Could not set the alias '${alias}'`, () => {
        checkFileModelName(name);
        checkAlias(alias);
        const owner = modelFolder(root, name);
        checkNewAlias(alias);
        openVersion(root, name, version);
        const aliases = { ...readAliases(root, name), [alias]: version };
        return {
          files: [{ owner, path: join(owner, "aliases", alias), content: version }, touched(root, name, aliases)],
        };
      });
    },

    deleteRegisteredModelAlias: async (name, alias) => {
      await write(name, `Could not delete the alias '${alias}'`, () => {
        checkFileModelName(name);
        checkAlias(alias);
        const owner = modelFolder(root, name);
        const aliases = Object.fromEntries(Object.entries(readAliases(root, name)).filter(([kept]) => kept !== alias));
        return removalOf({ owner, path: join(owner, "aliases", alias) }, () => touched(root, name, aliases));
      });
    },
  };
}

/** @throws MlflowError as MLflow does for a name that is taken, by a model or a prompt */
export function newModel(
  root: string,
  name: string,
  tags: Record<string, string>,
  description: string | undefined,
): RegisteredModel {
  checkFileModelName(name);
  const existing = readModel(root, name);
  if (existing !== undefined) throw nameTaken(name, isPromptTag in existing.tags, isPromptTag in tags);
  for (const [key, value] of Object.entries(tags)) checkRegisteredModelTag(key, value);
  const now = Date.now();
  return { name, description, tags, aliases: {}, creationTimestamp: now, lastUpdatedTimestamp: now };
}

export function modelCreation(root: string, model: RegisteredModel): FileChanges {
  const owner = join(registryFolder(root), model.name);
  const meta = {
    aliases: {},
    creation_timestamp: model.creationTimestamp ?? null,
    deployment_job_id: null,
    deployment_job_state: null,
    description: model.description ?? null,
    last_updated_timestamp: model.lastUpdatedTimestamp ?? null,
    name: model.name,
    workspace: "default",
  };
  const tags = Object.entries(model.tags).map(([key, content]) => ({ owner, path: join(owner, "tags", key), content }));
  return { newFolder: owner, files: [...tags, { owner, path: join(owner, metaFile), content: dumpYaml(meta) }] };
}

/** The model's file with a new time, as MLflow leaves it after a change of its tags or aliases. */
export function touched(root: string, name: string, aliases?: Record<string, string>): FileChange {
  return modelMetaChange(root, name, { last_updated_timestamp: Date.now() }, aliases);
}

/** What is not there is not deleted, and MLflow says nothing. */
export function removalOf(file: FileChange, touch: () => FileChange): FileChanges {
  return isFile(file.path) ? { files: [file, touch()] } : {};
}

/**
 * MLflow copies what it knows of into a new folder and loses tags and aliases on the way. Here the folder moves, and its
 * meta files get the new name and time.
 */
function renaming(root: string, name: string, newName: string): FileChanges {
  if (newName.trim() === "") throw new MlflowError("INTERNAL_ERROR", "The name must not be an empty string.");
  const from = modelFolder(root, name);
  checkFileModelName(newName);
  const to = join(registryFolder(root), newName);
  if (isFolder(to)) throw alreadyExists("Registered Model", newName);
  const changes = { name: newName, last_updated_timestamp: Date.now() };
  const versions = versionNumbers(root, name).map((number) => versionMetaChange(root, name, number, changes));
  return { files: [...versions, modelMetaChange(root, name, changes)], move: { from, to } };
}

/** `handle_resource_already_exist_error` of `mlflow/prompt/registry_utils.py`. */
function nameTaken(name: string, isPromptNow: boolean, isPromptWanted: boolean): MlflowError {
  const existing = isPromptNow ? "Prompt" : "Registered Model";
  const wanted = isPromptWanted ? "Prompt" : "Registered Model";
  if (existing === wanted) return alreadyExists(wanted, name);
  return new MlflowError(
    "RESOURCE_ALREADY_EXISTS",
    `Tried to create a ${wanted.toLowerCase()} with name '${name}', but the name is already taken by a ` +
      `${existing.toLowerCase()}. MLflow does not allow creating a model and a prompt with the same name.`,
  );
}

function alreadyExists(what: string, name: string): MlflowError {
  return doesExist(`${what} (name=${name}) already exists.`);
}

function doesExist(message: string): MlflowError {
  return new MlflowError("RESOURCE_ALREADY_EXISTS", message);
}

function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  } catch {
    // A part of the key is itself a key.
    return false;
  }
}
