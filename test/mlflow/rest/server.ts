import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const pythons = join(import.meta.dirname, "../../../.cache/python");
/** MLflow's server imports half of Python's packages: half a minute, on a machine that does other things too. */
const startMs = 180_000;
const stopMs = 10_000;

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
  const bin = join(pythons, version, "bin");
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const args = ["server", "--host", "127.0.0.1", "--port", String(port), "--workers", "1"];
  args.push("--backend-store-uri", options.backend, "--artifacts-destination", options.artifacts, "--serve-artifacts");
  const server = spawn(join(bin, "mlflow"), [...args, ...(options.args ?? [])], {
    // A group of its own: the server is several processes.
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...ownEnvironment(bin), ...options.env },
  });
  let log = "";
  for (const stream of [server.stdout, server.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (log = (log + text).slice(-20_000)));
  }
  const stop = stopper(server);
  const deadline = performance.now() + startMs;
  while (!(await isHealthy(url))) {
    if (server.exitCode !== null || performance.now() > deadline) {
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
    PATH: bin + delimiter + process.env.PATH,
    MLFLOW_ALLOW_FILE_STORE: "true",
    MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false",
  };
}

function stopper(server: ChildProcess): () => Promise<void> {
  const kill = (signal: NodeJS.Signals) => {
    try {
      if (server.pid !== undefined) process.kill(-server.pid, signal);
    } catch {
      // All of the group has ended.
    }
  };
  const killNow = () => kill("SIGKILL");
  process.once("exit", killNow);
  return async () => {
    process.off("exit", killNow);
    if (server.exitCode === null && server.signalCode === null) {
      const exited = once(server, "exit");
      kill("SIGTERM");
      await Promise.race([exited, sleep(stopMs, undefined, { ref: false })]);
    }
    killNow();
  };
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health`)).ok;
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
