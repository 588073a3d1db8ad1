import { parseFilter } from "../mlflow/search/parse.ts";

/** What MLflow would refuse of a filter, in its words; nothing of an empty one. */
export function filterProblem(entity: Parameters<typeof parseFilter>[0], filter: string): string | undefined {
  if (filter.trim() === "") return undefined;
  try {
    parseFilter(entity, filter, "file");
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
