import { invalidParameter } from "./errors.ts";
import { randomRunName } from "./randomName.ts";

/** The tag that names a run. */
export const runNameTag = "mlflow.runName";

/**
 * A new run's name, which may be given as such or as a tag, and its tags with that name among them (`create_run` of
 * MLflow's stores).
 *
 * @throws MlflowError INVALID_PARAMETER_VALUE where both are given and differ
 */
export function namedNewRun(wanted: { runName?: string; tags?: Record<string, string> }): {
  runName: string;
  tags: Record<string, string>;
} {
  const nameInTags = wanted.tags?.[runNameTag];
  if (wanted.runName && nameInTags && wanted.runName !== nameInTags) {
    throw invalidParameter(
      "Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values " +
        `(run_name='${wanted.runName}', mlflow.runName='${nameInTags}').`,
    );
  }
  const runName = wanted.runName || nameInTags || randomRunName();
  return { runName, tags: { ...wanted.tags, [runNameTag]: runName } };
}
