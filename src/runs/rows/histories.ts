import * as vscode from "vscode";
import type { RunColumn } from "../../mlflow/store.ts";
import { cellsById, type Entry } from "./arrangement.ts";
import { isSummaryRead, keyOf } from "../view/columns.ts";
import { readSpine, type Source, type SourceQuery, type Spine } from "./spine.ts";

/** A server tells one history at a time: those of more runs are not asked for. */
const maxAsked = 2_000;

/**
 * A spine whose columns may sum up whole histories. Folders and databases go through all of them. Of a server's many runs
 * the last values stand in; `notes` says so, in words for the user.
 */
export async function readSpineWithHistories(
  sources: readonly Source[],
  query: SourceQuery,
  reads: readonly RunColumn[],
): Promise<{ spine: Spine; notes: string[] }> {
  const summaries = [...new Set(reads.filter(isSummaryRead))];
  const isServer = sources.some(({ store }) => store().kind === "rest");
  if (!isServer || summaries.length === 0) return { spine: await readSpine(sources, query, reads), notes: [] };
  const lastOf = (read: RunColumn) => (isSummaryRead(read) ? `metrics.${keyOf(read)}` : read);
  const spine = await readSpine(sources, query, reads.map(lastOf));
  if (spine.length > maxAsked) {
    const names = [...new Set(summaries.map(keyOf))].join(", ");
    const note = vscode.l10n.t(
      "Of {0} the last values count here: a server tells one history at a time, and of more than {1} runs they are not asked for.",
      names,
      maxAsked,
    );
    return { spine: { ...spine, value: (read) => spine.value(lastOf(read)) }, notes: [note] };
  }
  const entries = Array.from({ length: spine.length }, (_, row): Entry => {
    return { kind: "run", source: spine.source(row), runId: spine.runId(row), depth: 0, childCount: 0 };
  });
  const summary = await cellsById(entries, summaries);
  return { spine: { ...spine, value: (read) => (isSummaryRead(read) ? summary(read) : spine.value(read)) }, notes: [] };
}
