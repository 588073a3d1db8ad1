import type { Query } from "./queries.ts";

/** A search that once was answered otherwise than by MLflow, on the generated store of that seed. */
export interface KeptCase extends Query {
  storeSeed: number;
}

/** Asked again before anything is generated. What a fuzz prints of a failure is a line of this table. */
export const keptCases: Record<"file" | "sqlite" | "rest", KeptCase[]> = {
  file: [],
  sqlite: [],
  rest: [],
};
