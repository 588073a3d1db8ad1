import { type LifecycleStage } from "../../entities.ts";
import { doesNotExist, invalidParameter } from "../../errors.ts";
import { inList, sql } from "../../search/sqlText.ts";
import { type Database } from "../database.ts";
import { experimentNumber } from "../tracking/experimentIds.ts";
import { inDefaultWorkspace } from "../workspace.ts";
import { mlflowMajor } from "./major.ts";

/** What writes ask of an experiment. */
export interface ExperimentRow {
  /** Ids that a file store gave have 18 digits, more than a number keeps. */
  id: bigint;
  artifactLocation: string;
  lifecycleStage: LifecycleStage;
}

/**
 * @param stages those in which it is found
 * @throws MlflowError as `SqlAlchemyStore._get_experiment` does; an empty id is the default experiment's
 */
export function findExperiment(
  database: Database,
  experimentId: string,
  stages: readonly LifecycleStage[] = ["active", "deleted"],
): ExperimentRow {
  const given = experimentId === "" ? "0" : experimentId;
  // Before version 3 MLflow let the database say that a text is no id.
  if (mlflowMajor(database) < 3 && !/^\d+$/.test(given)) throw doesNotExist(`No Experiment with id=${given} exists`);
  const id = experimentNumber(given);
  const found = database.row<[string | null, LifecycleStage]>(sql`
    SELECT artifact_location, lifecycle_stage FROM experiments
    WHERE experiment_id = ${id} AND lifecycle_stage IN ${inList(stages)}
      AND ${inDefaultWorkspace(database, "experiments")}`);
  if (found === undefined) throw doesNotExist(`No Experiment with id=${id} exists`);
  return { id, artifactLocation: found[0] ?? "", lifecycleStage: found[1] };
}

/** @throws MlflowError INVALID_PARAMETER_VALUE */
export function checkExperimentIsActive({ id, lifecycleStage }: ExperimentRow): void {
  if (lifecycleStage === "active") return;
  throw invalidParameter(`The experiment ${id} must be in the 'active' state. Current state is ${lifecycleStage}.`);
}
