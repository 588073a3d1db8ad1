import { type Database, type WritableDatabase } from "../database.ts";

/** A driver's connection. Whoever opened it closes it. */
export interface Connection extends Omit<Database, "has">, Pick<WritableDatabase, "run"> {
  /** Runs statements that answer nothing: pragmas, BEGIN, COMMIT, views. */
  exec(text: string): void;
  close(): void;
}
