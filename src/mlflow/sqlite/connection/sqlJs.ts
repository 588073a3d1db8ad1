import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { SqlJs, Statement } from "sql.js";
import { type Sql, type SqlRow } from "../database.ts";
import { type Connection } from "./connection.ts";
import { pythonSearch } from "./regexp.ts";

export type { SqlJs };

let loaded: Promise<SqlJs> | undefined;

/** SQLite compiled to WebAssembly: for reading where node:sqlite is missing. */
export function loadSqlJs(): Promise<SqlJs> {
  return (loaded ??= load());
}

async function load(): Promise<SqlJs> {
  const { default: initSqlJs } = await import("sql.js");
  const beside = join(import.meta.dirname, "sql-wasm.wasm");
  const installed = join(import.meta.dirname, "../../../../node_modules/sql.js/dist/sql-wasm.wasm");
  // The decoder that it makes for itself, and at once, takes a mark in front of a text (U+FEFF) for one of encoding.
  const Decoder = globalThis.TextDecoder;
  globalThis.TextDecoder = class extends Decoder {
    constructor() {
      super("utf-8", { ignoreBOM: true });
    }
  };
  try {
    return initSqlJs({ wasmBinary: readFileSync(existsSync(beside) ? beside : installed) });
  } finally {
    globalThis.TextDecoder = Decoder;
  }
}

/** Statements kept prepared, as in the native driver. */
const maxStatements = 200;

/** A database in memory, made of the bytes of a file; nothing ever goes back to the file. */
export function openImage({ Database }: SqlJs, image: Uint8Array): Connection {
  const connection = new Database(image);
  const statements = new Map<string, Statement>();
  connection.run("PRAGMA case_sensitive_like = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY");
  connection.create_function("regexp", (pattern, text) => pythonSearch(pattern, text));

  function prepare(text: string): Statement {
    let statement = statements.get(text);
    if (statement === undefined) {
      if (statements.size >= maxStatements) freeStatements();
      statement = connection.prepare(text);
      statements.set(text, statement);
    }
    return statement;
  }

  function freeStatements(): void {
    for (const statement of statements.values()) statement.free();
    statements.clear();
  }

  function each({ text, values }: Sql, visit: (row: SqlRow) => void): void {
    const statement = prepare(text);
    try {
      statement.bind(values);
      while (statement.step()) visit(statement.get());
    } finally {
      statement.reset();
    }
  }

  function rows<Row extends SqlRow>(statement: Sql): Row[] {
    const answer: SqlRow[] = [];
    each(statement, (row) => answer.push(row));
    return answer as unknown as Row[];
  }

  return {
    rows,
    row: <Row extends SqlRow>(statement: Sql) => rows<Row>(statement)[0],
    scan: (columns, from, visit) =>
      each({ text: `SELECT ${columns} ${from.text}`, values: from.values }, (row) =>
        (visit as (...row: SqlRow) => void)(...row),
      ),
    run: () => {
      throw new Error("sql.js only reads.");
    },
    exec: (text) => void connection.run(text),
    close: () => {
      freeStatements();
      connection.close();
    },
  };
}
