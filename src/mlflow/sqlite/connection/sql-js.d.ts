declare module "sql.js" {
  type Value = number | string | Uint8Array | null;

  export interface Statement {
    bind(values: readonly (Value | bigint)[]): boolean;
    step(): boolean;
    get(): Value[];
    reset(): void;
    free(): void;
  }

  export interface Database {
    prepare(text: string): Statement;
    run(text: string): Database;
    create_function(name: string, code: (...values: never[]) => Value): Database;
    close(): void;
  }

  export interface SqlJs {
    Database: new (image?: Uint8Array) => Database;
  }

  export default function initSqlJs(options: { wasmBinary: Uint8Array }): Promise<SqlJs>;
}
