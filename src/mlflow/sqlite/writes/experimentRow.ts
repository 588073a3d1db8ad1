import { type LifecycleStage } from "../../entities.ts";
import { doesNotExist, invalidParameter } from "../../errors.ts";
import { inList, sql } from "../../search/sqlText.ts";
import { type Database } from "../database.ts";
import { inDefaultWorkspace } from "../workspace.ts";
import { mlflowMajor } from "./major.ts";

/** What writes ask of an experiment. */
export interface ExperimentRow {
  id: number;
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
  const isNumber = /^\s*[+-]?\d+\s*$/.test(given);
  if (!isNumber && mlflowMajor(database) === 3) {
    throw invalidParameter(`Invalid experiment ID '${given}'. Experiment ID must be a valid integer.`);
  }
  const found = isNumber
    ? database.row<[number, string | null, LifecycleStage]>(sql`
        SELECT experiment_id, artifact_location, lifecycle_stage FROM experiments
        WHERE experiment_id = ${Number(given)} AND lifecycle_stage IN ${inList(stages)}
          AND ${inDefaultWorkspace(database, "experiments")}`)
    : undefined;
  if (found === undefined) throw doesNotExist(`No Experiment with id=${isNumber ? Number(given) : given} exists`);
  return { id: found[0], artifactLocation: found[1] ?? "", lifecycleStage: found[2] };
}

/** @throws MlflowError INVALID_PARAMETER_VALUE */
export function checkExperimentIsActive({ id, lifecycleStage }: ExperimentRow): void {
  if (lifecycleStage === "active") return;
  throw invalidParameter(`The experiment ${id} must be in the 'active' state. Current state is ${lifecycleStage}.`);
}
