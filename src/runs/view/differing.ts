import type { ColumnView, RunsView } from "../../protocol/runs.ts";
import { groupOf, readsOf } from "./columns.ts";
import { readerOf, rowCount, searchOf, type Source } from "../rows/spine.ts";

/** Of so many runs of each store is looked at whether a column differs. */
const maxLookedAt = 2_000;

/** The columns of which not all runs that match say the same. */
export async function differingColumns(
  sources: readonly Source[],
  { filter, showsDeleted }: RunsView,
  columns: readonly ColumnView[],
): Promise<ReadonlySet<string>> {
  // What is no key of the runs' own is no setting of theirs either.
  const asked = columns.map(({ id }) => id).filter((id) => groupOf(id) !== "run");
  const reads = asked.flatMap((id) => readsOf(id) ?? []);
  const seen = new Map(asked.map((id) => [id, new Set<unknown>()]));
  for (const source of sources) {
    const search = searchOf(source, { filter, orderBy: [], showsDeleted });
    const table = await source.store().runTable({ ...search, columns: reads, offset: 0, limit: maxLookedAt });
    asked.forEach((id, at) => {
      const value = readerOf(table.columns[at]);
      const values = seen.get(id);
      for (let row = 0; row < rowCount(table) && (values?.size ?? 2) < 2; row++) values?.add(value(row));
    });
  }
  return new Set(asked.filter((id) => (seen.get(id)?.size ?? 0) > 1));
}
