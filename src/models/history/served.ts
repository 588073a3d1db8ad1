import type { ModelStage } from "../../mlflow/entities.ts";
import type { LedgerEntry } from "./ledger.ts";

/** A version that stood in a stage at a moment. */
export interface Served {
  version: string;
  /** When it came there; for what happened elsewhere at the latest then. */
  since?: number;
  by?: string;
  why?: string;
  validatedBy?: string;
  /** False where a move was made elsewhere, and nobody knows whether before or after the moment. */
  isCertain: boolean;
}

/** Which versions stood in a stage at a moment, or may have, the newest version first. */
export function servedOn(ledger: readonly LedgerEntry[], stage: ModelStage, time: number): Served[] {
  const byVersion = new Map<string, LedgerEntry[]>();
  // Oldest first, as they happened.
  for (const entry of [...ledger].reverse()) {
    if (entry.version === undefined || entry.change.action !== "stage" || entry.outcome === "failed") continue;
    byVersion.set(entry.version, [...(byVersion.get(entry.version) ?? []), entry]);
  }
  return [...byVersion]
    .flatMap(([version, moves]) => servedBy(version, moves, stage, time) ?? [])
    .sort((a, b) => Number(b.version) - Number(a.version));
}

function servedBy(version: string, moves: LedgerEntry[], stage: ModelStage, time: number): Served | undefined {
  let found: Served | undefined;
  for (const { change, at, notBefore, isElsewhere, ...entry } of moves) {
    if (change.action !== "stage") continue;
    const began = isElsewhere ? (notBefore ?? 0) : (at ?? 0);
    if (began > time) break;
    const mayBeLater = isElsewhere && (at === undefined || at > time);
    if (change.to === stage) {
      const { by, why, validatedBy } = entry;
      found = { version, since: at, by, why, validatedBy, isCertain: !mayBeLater };
    } else if (!mayBeLater) found = undefined;
    // Moved elsewhere, in one move or several: it may have stood here on its way.
    else found = { ...(found ?? { version }), isCertain: false };
  }
  return found;
}
