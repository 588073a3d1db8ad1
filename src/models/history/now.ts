import type { ModelStage, ModelVersion, RegisteredModel } from "../../mlflow/entities.ts";
import type { LedgerEntry } from "./ledger.ts";

/** What stands in a stage or where an alias points, with the entry of the history that brought it there. */
export interface Standing {
  kind: "stage" | "alias";
  /** The stage's or the alias' name. */
  name: string;
  version: string;
  entry: LedgerEntry | undefined;
}

/** What serves now: Production and Staging first, then the aliases by name. */
export function standings(
  model: RegisteredModel,
  versions: readonly ModelVersion[],
  ledger: readonly LedgerEntry[],
): Standing[] {
  const stages = (["Production", "Staging"] as const).flatMap((stage) =>
    versions
      .filter(({ currentStage }) => currentStage === stage)
      .map(({ version }): Standing => ({
        ...{ kind: "stage", name: stage, version },
        entry: lastMove(ledger, version, stage),
      })),
  );
  const aliases = Object.entries(model.aliases)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([alias, version]): Standing => ({
      ...{ kind: "alias", name: alias, version },
      // The ledger is newest first.
      entry: ledger.find(
        ({ change, outcome }) =>
          change.action === "alias" && change.alias === alias && change.to === version && outcome !== "failed",
      ),
    }));
  return [...stages, ...aliases];
}

function lastMove(ledger: readonly LedgerEntry[], version: string, stage: ModelStage): LedgerEntry | undefined {
  return ledger.find(
    (entry) =>
      entry.version === version &&
      entry.change.action === "stage" &&
      entry.change.to === stage &&
      entry.outcome !== "failed",
  );
}

/** Who validated a version last: as its history says, else as people tag it by hand. */
export function validatorOf(version: ModelVersion, ledger: readonly LedgerEntry[]): string | undefined {
  const recorded = ledger.find(
    (entry) => entry.version === version.version && entry.validatedBy !== undefined && entry.outcome !== "failed",
  );
  return recorded?.validatedBy ?? version.tags["validated_by"] ?? version.tags["validatedBy"];
}
