import { delimiter, dirname } from "node:path";
import { python, pythonEnvironment } from "../scripts/bootstrap/python.mjs";

/** The variables of a program that logs to a workspace's `mlruns/` with some MLflow, whose programs come first. */
export function mlflowVariables(version: string, workspace: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    ...pythonEnvironment,
    PATH: dirname(python(version)) + delimiter + process.env["PATH"],
    MLFLOW_TRACKING_URI: `file://${workspace}/mlruns`,
    MLFLOW_ALLOW_FILE_STORE: "true",
    MLFLOW_DISABLE_TELEMETRY: "true",
    GIT_PYTHON_REFRESH: "quiet",
  };
}
