import { MlflowError } from "../../errors.ts";
import { type TrackingWrites } from "../../store.ts";
import { member, text } from "../http/json.ts";
import { type Server } from "../server.ts";
import { decodeExperiment, decodeRun } from "./decode.ts";

/** What MLflow's client sends (`mlflow/tracking/_tracking_service/client.py`, `mlflow/store/tracking/rest_store.py`). */
export function trackingWrites(server: Server): TrackingWrites {
  const post = (path: string, body: object) => server.write("POST", `2.0/mlflow/${path}`, body);

  async function updateRun(runId: string, change: object): Promise<void> {
    await post("runs/update", { run_id: runId, run_uuid: runId, ...change });
  }

  return {
    async createRun({ experimentId, runName, tags = {}, startTime, userId }) {
      const answer = await post("runs/create", {
        experiment_id: experimentId,
        user_id: userId ?? tags["mlflow.user"] ?? "unknown",
        start_time: startTime ?? Date.now(),
        tags: tagList(tags),
        run_name: runName,
      });
      const run = decodeRun(member(answer, "run"));
      if (run === undefined) throw new MlflowError("INTERNAL_ERROR", `${server.base} answered no run that it created.`);
      return run;
    },
    setTerminated: (runId, status = "FINISHED", endTime = Date.now()) =>
      updateRun(runId, { status, end_time: endTime }),
    async setTag(runId, key, value) {
      await post("runs/set-tag", { run_id: runId, run_uuid: runId, key, value });
    },
    async deleteTag(runId, key) {
      await post("runs/delete-tag", { run_id: runId, key });
    },
    async updateRun(runId, { name, status }) {
      if (name === undefined && status === undefined) return;
      // The client sends what the run has: a server forgets the end of a run whose update does not name it.
      const run = decodeRun(member(await server.get("2.0/mlflow/runs/get", { run_id: runId, run_uuid: runId }), "run"));
      await updateRun(runId, { status: status ?? run?.status, end_time: run?.endTime, run_name: name });
    },
    async deleteRun(runId) {
      await post("runs/delete", { run_id: runId });
    },
    async restoreRun(runId) {
      await post("runs/restore", { run_id: runId });
    },
    async createExperiment(name, { artifactLocation, tags = {} } = {}) {
      const created = await post("experiments/create", {
        name,
        artifact_location: artifactLocation,
        tags: tagList(tags),
      });
      const experimentId = text(member({ created }, "created").experiment_id) ?? "";
      const answer = await server.get("2.0/mlflow/experiments/get", { experiment_id: experimentId });
      return decodeExperiment(member(answer, "experiment"));
    },
    async renameExperiment(experimentId, name) {
      await post("experiments/update", { experiment_id: experimentId, new_name: name });
    },
    async deleteExperiment(experimentId) {
      await post("experiments/delete", { experiment_id: experimentId });
    },
    async restoreExperiment(experimentId) {
      await post("experiments/restore", { experiment_id: experimentId });
    },
    async setExperimentTag(experimentId, key, value) {
      await post("experiments/set-experiment-tag", { experiment_id: experimentId, key, value });
    },
    async deleteExperimentTag(experimentId, key) {
      await post("experiments/delete-experiment-tag", { experiment_id: experimentId, key });
    },
  };
}

/** Tags as the API takes them. */
export function tagList(tags: Record<string, string>): { key: string; value: string }[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}
