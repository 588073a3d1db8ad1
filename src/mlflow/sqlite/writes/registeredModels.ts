import { MlflowError } from "../../errors.ts";
import { isPrompt, isPromptTag } from "../../prompt.ts";
import { raw, type Sql, sql } from "../../search/sqlText.ts";
import { type RegistryWrites } from "../../store.ts";
import {
  checkAlias,
  checkModelName,
  checkNewAlias,
  checkRegisteredModelTag,
  checkTagKey,
  validModelVersion,
} from "../../validation.ts";
import { type SqliteContext } from "../context.ts";
import { type Database, type WritableDatabase } from "../database.ts";
import { getRegisteredModel } from "../registry/models.ts";
import { getModelVersion } from "../registry/versions.ts";
import { inDefaultWorkspace } from "../workspace.ts";
import { onAutoflush, orRefuse } from "./constraint.ts";
import { mlflowMajor } from "./major.ts";

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

/** Writes of registered models, as `SqlAlchemyStore` of `mlflow/store/model_registry` leaves them. */
export function registeredModelWrites(context: SqliteContext): ModelWrites {
  /** One transaction on a model that must exist. */
  const write = (name: string, work: (database: WritableDatabase) => void) => {
    context.write((database) => {
      checkModelExists(database, name);
      work(database);
    });
    context.changed([{ kind: "models", names: [name] }]);
  };
  return {
    createRegisteredModel: async (model) => {
      const created = context.write((database) => {
        insertModel(database, model, Date.now());
        return getRegisteredModel(database, model.name);
      });
      context.changed([{ kind: "models", names: [model.name] }]);
      return created;
    },

    renameRegisteredModel: async (name, newName) => {
      context.write((database) => {
        checkModelFirst(database, name);
        if (newName.trim() === "") throw new MlflowError("INTERNAL_ERROR", "The name must not be an empty string.");
        checkModelName(newName, mlflowMajor(database));
        checkModelExists(database, name);
        rename(database, name, newName, Date.now());
      });
      context.changed([{ kind: "models", names: [name, newName] }]);
    },

    updateRegisteredModel: async ({ name, description }) =>
      write(name, (database) => {
        database.run(sql`
          UPDATE registered_models SET description = ${description}, last_updated_time = ${Date.now()}
          WHERE ${named(database, "registered_models", name)}`);
      }),

    deleteRegisteredModel: async (name) =>
      write(name, (database) => {
        // MLflow's ORM deletes what belongs to a model itself; few of the foreign keys cascade.
        for (const table of ["model_version_tags", "model_versions", "registered_model_tags"]) {
          database.run(sql`DELETE FROM ${raw(table)} WHERE ${named(database, table, name)}`);
        }
        if (database.has("registered_model_aliases")) {
          database.run(
            sql`DELETE FROM registered_model_aliases WHERE ${named(database, "registered_model_aliases", name)}`,
          );
        }
        database.run(sql`DELETE FROM registered_models WHERE ${named(database, "registered_models", name)}`);
      }),

    setRegisteredModelTag: async (name, key, value) => {
      context.write((database) => {
        checkModelFirst(database, name);
        putModelTag(database, name, key, value);
      });
      context.changed([{ kind: "models", names: [name] }]);
    },

    deleteRegisteredModelTag: async (name, key) => {
      context.write((database) => {
        const major = mlflowMajor(database);
        checkModelFirst(database, name);
        checkModelName(name, major);
        checkTagKey(key, major);
        checkModelExists(database, name);
        database.run(sql`
          DELETE FROM registered_model_tags
          WHERE ${named(database, "registered_model_tags", name)} AND key = ${key}`);
      });
      context.changed([{ kind: "models", names: [name] }]);
    },

    setRegisteredModelAlias: async (name, alias, version) => {
      context.write((database) => {
        checkAliases(database, context);
        checkModelExists(database, name);
        checkNewAlias(alias);
        const number = validModelVersion(version);
        getModelVersion(database, name, version);
        database.run(sql`
          INSERT INTO registered_model_aliases (alias, version, name) VALUES (${alias}, ${number}, ${name})
          ON CONFLICT DO UPDATE SET version = excluded.version`);
      });
      context.changed([{ kind: "models", names: [name] }]);
    },

    deleteRegisteredModelAlias: async (name, alias) => {
      context.write((database) => {
        checkAliases(database, context);
        checkModelName(name, mlflowMajor(database));
        checkAlias(alias);
        checkModelExists(database, name);
        database.run(sql`
          DELETE FROM registered_model_aliases
          WHERE ${named(database, "registered_model_aliases", name)} AND alias = ${alias}`);
      });
      context.changed([{ kind: "models", names: [name] }]);
    },
  };
}

/** The rows of a model in one of the registry's tables. */
export function named(database: Database, table: string, name: string): Sql {
  return sql`name = ${name} AND ${inDefaultWorkspace(database, table)}`;
}

/** @throws MlflowError RESOURCE_DOES_NOT_EXIST; INVALID_PARAMETER_VALUE for a name that the schema's MLflow refuses */
export function checkModelExists(database: Database, name: string): void {
  checkModelName(name, mlflowMajor(database));
  getRegisteredModel(database, name);
}

/**
 * From version 2 on MLflow's client looks for the model before anything else, to tell it from a prompt. It refuses to
 * change prompts like models, which its calls for prompts then do; here one call does both.
 *
 * @throws MlflowError as `checkModelExists`
 */
export function checkModelFirst(database: Database, name: string): void {
  if (mlflowMajor(database) > 1) checkModelExists(database, name);
}

/** @throws MlflowError INVALID_PARAMETER_VALUE, RESOURCE_ALREADY_EXISTS */
export function insertModel(
  database: WritableDatabase,
  { name, description, tags = {} }: { name: string; description?: string; tags?: Record<string, string> },
  now: number,
): void {
  const major = mlflowMajor(database);
  checkModelName(name, major);
  for (const [key, value] of Object.entries(tags)) checkRegisteredModelTag(key, value, major);
  orRefuse(
    () =>
      database.run(sql`
        INSERT INTO registered_models (name, creation_time, last_updated_time, description)
        VALUES (${name}, ${now}, ${now}, ${description ?? null})`),
    (reason) =>
      new MlflowError(
        "RESOURCE_ALREADY_EXISTS",
        major === 1
          ? `Registered Model (name=${name}) already exists. Error: ${reason}`
          : nameIsTaken(name, isPrompt(getRegisteredModel(database, name)), isPromptTag in tags),
      ),
  );
  for (const [key, value] of Object.entries(tags)) insertModelTag(database, name, key, value);
}

/** @throws MlflowError INVALID_PARAMETER_VALUE, RESOURCE_DOES_NOT_EXIST */
export function putModelTag(database: WritableDatabase, name: string, key: string, value: string): void {
  const major = mlflowMajor(database);
  checkModelName(name, major);
  checkRegisteredModelTag(key, value, major);
  checkModelExists(database, name);
  insertModelTag(database, name, key, value);
}

function insertModelTag(database: WritableDatabase, name: string, key: string, value: string): void {
  database.run(sql`
    INSERT INTO registered_model_tags (key, value, name) VALUES (${key}, ${value}, ${name})
    ON CONFLICT DO UPDATE SET value = excluded.value`);
}

/** The foreign keys carry the new name to the versions, tags and aliases. Deleted versions are touched too. */
function rename(database: WritableDatabase, name: string, newName: string, now: number): void {
  orRefuse(
    () =>
      database.run(sql`
        UPDATE registered_models SET name = ${newName}, last_updated_time = ${now}
        WHERE ${named(database, "registered_models", name)}`),
    (reason) =>
      new MlflowError(
        "RESOURCE_ALREADY_EXISTS",
        `Registered Model (name=${newName}) already exists. Error: ${onAutoflush(reason)}`,
      ),
  );
  database.run(sql`
    UPDATE model_versions SET last_updated_time = ${now} WHERE ${named(database, "model_versions", newName)}`);
}

/** `handle_resource_already_exist_error` */
function nameIsTaken(name: string, isTakenByPrompt: boolean, isForPrompt: boolean): string {
  const [taken, wanted] = [isTakenByPrompt, isForPrompt].map((prompt) => (prompt ? "Prompt" : "Registered Model"));
  if (taken === wanted) return `${wanted} (name=${name}) already exists.`;
  return (
    `Tried to create a ${wanted?.toLowerCase()} with name '${name}', but the name is already taken by a ` +
    `${taken?.toLowerCase()}. MLflow does not allow creating a model and a prompt with the same name.`
  );
}

function checkAliases(database: Database, { revision }: SqliteContext): void {
  if (database.has("registered_model_aliases")) return;
  throw new MlflowError(
    "NOT_IMPLEMENTED",
    `This database (schema ${revision}) was written by an MLflow that knows no aliases. They came with MLflow 2.3, ` +
      "whose 'mlflow db upgrade' adds them.",
  );
}
