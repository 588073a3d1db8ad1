import type { SearchKind } from "../mlflow/search/ast.ts";

/** What MLflow would refuse of a filter, in its words; nothing of an empty one. */
export async function filterProblem(entity: SearchKind, filter: string): Promise<string | undefined> {
  if (filter.trim() === "") return undefined;
  // The grammar is needed by those who type a filter, not at every start of the editor.
  const { parseFilter } = await import("../mlflow/search/parse.ts");
  try {
    parseFilter(entity, filter, "file");
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
