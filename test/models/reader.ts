import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { python, pythonEnvironment } from "../../scripts/bootstrap/python.mjs";
import { temporaryFolder } from "../fixtures.ts";

export type Version = "1.30" | "2.22" | "3.17";

const script = `
import json, sys
from mlflow.tracking import MlflowClient
client = MlflowClient(sys.argv[1])
for line in sys.stdin:
    name = line.rstrip("\\n")
    model = client.get_registered_model(name)
    versions = client.search_model_versions(f"name='{name}'")
    print(json.dumps({
        "description": model.description,
        "tags": model.tags,
        "aliases": {k: str(v) for k, v in (getattr(model, "aliases", None) or {}).items()},
        "versions": {
            str(v.version): {"stage": v.current_stage, "description": v.description, "tags": v.tags} for v in versions
        },
    }), flush=True)
`;

/** A registered model and its versions. */
interface Read {
  description: string | null;
  tags: Record<string, string>;
  aliases: Record<string, string>;
  versions: Record<string, { stage: string; description: string | null; tags: Record<string, string> }>;
}

export interface Reader {
  /** A model as the real MLflow reads it. */
  read(name: string): Promise<Read>;
  close(): Promise<void>;
}

/** The real MLflow of a version, in a process that lives until it is closed: its start takes longer than all it does. */
export function startReader(version: Version, uri: string): Reader {
  const child = spawn(python(version), ["-W", "ignore", "-c", script, uri], {
    stdio: ["pipe", "pipe", "inherit"],
    cwd: temporaryFolder(),
    env: { ...process.env, ...pythonEnvironment, MLFLOW_ALLOW_FILE_STORE: "true", MLFLOW_DISABLE_TELEMETRY: "true" },
  });
  const exited = once(child, "exit");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async read(wanted) {
      child.stdin.write(`${wanted}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`MLflow ${version} could not read ${wanted}`);
      return JSON.parse(value) as Read;
    },
    async close() {
      child.stdin.end();
      await exited;
    },
  };
}
