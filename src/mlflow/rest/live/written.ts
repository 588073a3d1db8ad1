import { type Change } from "../../store.ts";
import { type Known } from "./known.ts";

/** What a write of this store may have changed, by what was sent. */
export function changesOf(path: string, body: object, known: Known): Change[] {
  const {
    experiment_id: experimentId,
    run_id: runId,
    name,
    new_name: newName,
  } = body as Record<string, string | undefined>;
  const [, kind] = /^\d\.0\/mlflow\/([^/]+)\//.exec(path) ?? [];
  switch (kind) {
    case "experiments":
      return [{ kind: "experiments" }];
    case "registered-models":
    case "model-versions":
      return [{ kind: "models", names: [name, newName].filter((each) => each !== undefined) }];
    case "traces":
      return [{ kind: "traces" }];
    case "runs": {
      const place = experimentId ?? known.get(runId ?? "")?.experimentId;
      // A run that was never read is not on screen.
      if (place === undefined) return [];
      return [{ kind: "runs", experimentId: place, ...(runId === undefined ? {} : { runIds: [runId] }) }];
    }
  }
  return [];
}
