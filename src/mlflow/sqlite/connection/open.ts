import { accessSync, constants } from "node:fs";
import { dirname } from "node:path";
import { MlflowError } from "../../errors.ts";
import { sql } from "../../search/sqlText.ts";
import { type Change, type OpenOptions } from "../../store.ts";
import { type SqliteContext } from "../context.ts";
import { type WritableDatabase } from "../database.ts";
import { type Connection } from "./connection.ts";
import { databaseError, needsRecovery } from "./errors.ts";
import { fileState, type FileState } from "./files.ts";
import { loadNative, type NodeSqlite, openNative } from "./native.ts";
import { openNativeReader, openRecoveredCopy, openSqlJsReader, type Reader } from "./reader.ts";
import { completeSchema, revisionOf, type DatabaseSchema } from "./schema.ts";
import { loadSqlJs } from "./sqlJs.ts";

/** A context and what only the store that opened it uses. */
export interface OpenedContext extends SqliteContext {
  readonly driver: "native" | "sql.js";
  /** A text that differs whenever the content may have changed since, by whomever. */
  version(): string;
  /** How often sql.js has loaded the file: a commit that its state does not show is an image of its own all the same. */
  readonly images: number;
  /** Called by every `changed`. */
  onChanged(listener: (changes: readonly Change[]) => void): void;
  close(): void;
}

/** As MLflow's own sessions wait. */
const writeTimeoutMs = 20_000;
const defaultSqlJsMaxBytes = 512 * 2 ** 20;
/** How often a file that changes under a reader without locks is read again. */
const maxReadings = 20;

/** A reader with what is known of its schema, and by what that is known to be right. */
interface Reading {
  reader: Reader;
  schema: DatabaseSchema;
  /** SQLite's count of the changes of the schema. */
  schemaVersion: number;
  /** The state of the file in which it was looked at last. */
  signature: string;
}

/**
 * Opens a database for reading, and each time something is written, for that.
 *
 * @throws MlflowError in words: nothing there, not a database, not MLflow's, damaged, locked, too large for sql.js
 */
export async function openContext(uri: string, path: string, options: OpenOptions): Promise<OpenedContext> {
  const native = options.sqlite === "sql.js" ? undefined : await loadNative();
  if (native === undefined && options.sqlite === "native") {
    throw new MlflowError("INTERNAL_ERROR", `This Node (${process.version}) has no node:sqlite.`);
  }
  const driver =
    native === undefined
      ? ({ name: "sql.js", sqlJs: await loadSqlJs(), maxBytes: options.sqlJsMaxBytes ?? defaultSqlJsMaxBytes } as const)
      : ({ name: "native", sqlite: native } as const);
  const listeners: ((changes: readonly Change[]) => void)[] = [];
  let current: Reading | undefined;
  let openings = 0;
  /** A question may need the answer of another. */
  let depth = 0;

  function openReader(state: FileState, recovering: boolean): Reader {
    if (driver.name === "sql.js") return openSqlJsReader(driver.sqlJs, path, driver.maxBytes);
    return recovering ? openRecoveredCopy(driver.sqlite, path, state) : openNativeReader(driver.sqlite, path, state);
  }

  function release(): void {
    const old = current;
    current = undefined;
    old?.reader.close();
  }

  /** The reading that shows the file in this state, its schema known. */
  function readingOf(state: FileState, recovering: boolean): Reading {
    if (current !== undefined && (recovering || !current.reader.isCurrent(state))) release();
    if (current === undefined) {
      const reader = openReader(state, recovering);
      try {
        current = { reader, signature: state.signature, ...learn(path, reader.connection) };
      } catch (error) {
        reader.close();
        throw error;
      }
      openings++;
    }
    return current;
  }

  /** Learns the schema anew where somebody changed it; a migration names its revision only after its last change. */
  function bringUpToDate(known: Reading, { signature }: FileState): void {
    if (known.signature === signature || known.reader.hasVersions !== true) return;
    const { connection } = known.reader;
    const isChanged =
      pragma(connection, "schema_version") !== known.schemaVersion ||
      revisionOf(connection, known.schema) !== known.schema.revision;
    if (isChanged) Object.assign(known, learn(path, connection));
    known.signature = signature;
  }

  function reading<T>(work: (reading: Reading) => T, { together = false } = {}): T {
    let recovering = false;
    for (let count = 1; ; count++) {
      const state = fileState(path);
      depth++;
      try {
        const now = readingOf(state, recovering);
        const upToDate = () => {
          bringUpToDate(now, state);
          return work(now);
        };
        const answer = together ? inTransaction(now.reader.connection, upToDate) : upToDate();
        if (now.reader.isUnlocked !== true || count === maxReadings) return answer;
        if (fileState(path).signature === state.signature) return answer;
      } catch (error) {
        const isRecoverable = needsRecovery(error) && (state.journalBytes > 0 || state.walBytes > 0);
        const hasMoved = current?.reader.isUnlocked === true && fileState(path).signature !== state.signature;
        if (error instanceof MlflowError || count === maxReadings || !(hasMoved || (isRecoverable && !recovering))) {
          throw databaseError(path, error);
        }
        recovering = !hasMoved;
      } finally {
        if (--depth === 0 && current?.reader.isBrief === true) release();
      }
    }
  }

  function readOnlyReason(schema: DatabaseSchema): string | undefined {
    if (options.readOnly === true) return "It was opened for reading only.";
    if (driver.name === "sql.js") {
      return "Databases are only read here, because this VS Code has no SQLite of its own (node:sqlite). Change them with MLflow, or with a newer VS Code.";
    }
    if (schema.revision === undefined || !schema.isAsMigrated) return unknownSchema(schema);
    return refusalOfSystem(path);
  }

  function write<T>(sqlite: NodeSqlite, work: (database: WritableDatabase) => T): T {
    const connection = openNative(sqlite, path, { readOnly: false, busyTimeoutMs: writeTimeoutMs });
    try {
      connection.exec("BEGIN IMMEDIATE");
      try {
        const schema = completeSchema(connection, { writing: true });
        if (!schema.isAsMigrated) throw new MlflowError("PERMISSION_DENIED", unknownSchema(schema));
        const answer = work({ ...connection, has: schema.has });
        connection.exec("COMMIT");
        return answer;
      } catch (error) {
        rollBack(connection);
        throw error;
      }
    } finally {
      connection.close();
    }
  }

  const context: OpenedContext = {
    uri,
    path,
    driver: driver.name,
    get revision() {
      return reading(({ schema }) => schema.revision);
    },
    get readOnlyReason() {
      return reading(({ schema }) => readOnlyReason(schema));
    },
    read: (work, options) => reading(({ reader, schema }) => work({ ...reader.connection, has: schema.has }), options),
    write: (work) => {
      const reason = reading(({ schema }) => readOnlyReason(schema));
      if (reason !== undefined || driver.name === "sql.js") {
        throw new MlflowError("PERMISSION_DENIED", `${path} cannot be changed. ${reason}`);
      }
      try {
        return write(driver.sqlite, work);
      } catch (error) {
        throw databaseError(path, error);
      }
    },
    version: () => {
      const state = fileState(path);
      if (current?.reader.hasVersions !== true || !current.reader.isCurrent(state)) return state.signature;
      return `${openings} ${reading(({ reader }) => pragma(reader.connection, "data_version"))}`;
    },
    get images() {
      return driver.name === "sql.js" ? openings : 0;
    },
    changed: (changes) => {
      for (const listener of listeners) listener(changes);
    },
    onChanged: (listener) => void listeners.push(listener),
    close: release,
  };
  context.read(() => undefined);
  return context;
}

/** The lock is taken by the first statement that reads. */
function inTransaction<T>(connection: Connection, work: () => T): T {
  connection.exec("BEGIN");
  try {
    return work();
  } finally {
    rollBack(connection);
  }
}

function rollBack(connection: Connection): void {
  try {
    connection.exec("ROLLBACK");
  } catch {
    // SQLite has done it already, as it does when the disk is full: the first error is the one to tell.
  }
}

function learn(path: string, connection: Connection): Pick<Reading, "schema" | "schemaVersion"> {
  const schemaVersion = pragma(connection, "schema_version");
  const schema = completeSchema(connection);
  if (!schema.has("runs", "run_uuid") || !schema.has("experiments", "experiment_id")) {
    throw new MlflowError(
      "INVALID_PARAMETER_VALUE",
      `${path} is a SQLite database, but not one of MLflow's: it has no tables 'experiments' and 'runs'.`,
    );
  }
  return { schema, schemaVersion };
}

function pragma(connection: Connection, name: "data_version" | "schema_version"): number {
  const statement = name === "data_version" ? sql`PRAGMA data_version` : sql`PRAGMA schema_version`;
  return connection.row<[number]>(statement)?.[0] ?? 0;
}

function unknownSchema({ revision }: DatabaseSchema): string {
  if (revision === undefined) return "It names no schema revision, so what MLflow expects in it is not known.";
  return `Its schema revision ${revision} is not one whose tables are known here exactly. Databases of MLflow 1.30 to 3.17 can be changed.`;
}

/** Why the operating system would refuse to write, as far as that can be told without trying. */
function refusalOfSystem(path: string): string | undefined {
  for (const place of [path, dirname(path)]) {
    try {
      accessSync(place, constants.W_OK);
    } catch (error) {
      return `${place} may not be written: ${(error as Error).message}.`;
    }
  }
  return undefined;
}
