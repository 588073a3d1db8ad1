import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { python, pythonEnvironment } from "../../../scripts/bootstrap/python.mjs";
import { temporaryFolder } from "../../fixtures.ts";

/** MLflow's server imports half of Python's packages: half a minute, on a machine that does other things too. */
const startMs = 180_000;

export interface MlflowServer {
  url: string;
  stop(): Promise<void>;
}

export interface ServerOptions {
  /** `sqlite:////…/mlflow.db` or `file:///…/mlruns`. */
  backend: string;
  /** A folder that the server proxies (`--artifacts-destination`), `mlflow-artifacts:/` being the default root. */
  artifacts: string;
  env?: Record<string, string>;
  args?: readonly string[];
}

/** Starts `mlflow server` of an environment of the cache on a free port, and resolves when it answers. */
export async function startServer(version: "3.17" | "2.22" | "1.30", options: ServerOptions): Promise<MlflowServer> {
  const bin = dirname(python(version));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const args = ["server", "--host", "127.0.0.1", "--port", String(port), "--workers", "1"];
  args.push("--backend-store-uri", options.backend, "--artifacts-destination", options.artifacts, "--serve-artifacts");
  // The server is several processes, in a group of their own. The shell ends that with its standard input, that is with
  // this process, however this one ends; and with the server.
  const guard = '{ "$@"; kill -9 -$$; } & read -r _; kill -9 -$$';
  const command = [join(bin, "mlflow"), ...args, ...(options.args ?? [])];
  const server = spawn("sh", ["-c", guard, "sh", ...command], {
    // What MLflow makes without saying where, it makes there.
    cwd: temporaryFolder(),
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...ownEnvironment(bin), ...options.env },
  });
  let log = "";
  for (const stream of [server.stdout, server.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (log = (log + text).slice(-20_000)));
  }
  const stop = () => ended(server);
  const deadline = performance.now() + startMs;
  while (!(await isHealthy(url))) {
    if (server.signalCode !== null || performance.now() > deadline) {
      await stop();
      throw new Error(`mlflow ${version} server does not answer at ${url}:\n${log}`);
    }
    await sleep(200);
  }
  return { url, stop };
}

/** Nothing of the caller's own MLflow. */
function ownEnvironment(bin: string): NodeJS.ProcessEnv {
  const env = Object.entries(process.env).filter(([name]) => !name.startsWith("MLFLOW_"));
  return {
    ...Object.fromEntries(env),
    ...pythonEnvironment,
    PATH: bin + delimiter + process.env.PATH,
    MLFLOW_ALLOW_FILE_STORE: "true",
    MLFLOW_DISABLE_TELEMETRY: "true",
    MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false",
  };
}

async function ended(server: ChildProcess): Promise<void> {
  server.stdin?.destroy();
  if (server.exitCode === null && server.signalCode === null) await once(server, "exit");
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health`, { signal: AbortSignal.timeout(5_000) })).ok;
  } catch {
    return false;
  }
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as { port: number };
  probe.close();
  return port;
}
