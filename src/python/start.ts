import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";

export interface StartOptions {
  program: string;
  args: readonly string[];
  cwd: string;
  /** Over those of the extension host. */
  variables: Record<string, string>;
  /** Text of both streams, as it comes. */
  onOutput: (text: string) => void;
  /** A line that the program tells on file descriptor 3. */
  onTold?: (line: string) => void;
}

/** A program that runs, with all that it starts itself. */
export interface Started {
  /** Resolves when it and its output have ended: the exit code, or undefined where a signal ended it. Never rejects. */
  readonly ended: Promise<number | undefined>;
  readonly pid: number | undefined;
  write(text: string): void;
  /** Asks it to end, and ends it after `graceMs`. Resolves when it has. */
  stop(graceMs?: number): Promise<void>;
}

const windows = process.platform === "win32";

/** Starts a program without a shell, as the head of a process group of its own. */
export function start({ program, args, cwd, variables, onOutput, onTold }: StartOptions): Started {
  const env = { ...process.env, SHLVL: shellLevel(), ...variables };
  const child = spawn(program, args, {
    ...{ cwd, env, detached: !windows, windowsHide: true },
    stdio: ["pipe", "pipe", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", onOutput);
  if (onTold !== undefined) tellLines(child.stdio[3] as Readable, onTold);
  // A program that does not read leaves a broken pipe.
  child.stdin?.on("error", () => undefined);
  const ended = new Promise<number | undefined>((resolve) => {
    child.once("error", (error) => {
      onOutput(`${error.message}\n`);
      resolve(127);
    });
    child.once("close", (code) => resolve(code ?? undefined));
  });
  return {
    ended,
    pid: child.pid,
    write: (text) => void child.stdin?.write(text),
    async stop(graceMs = 5_000) {
      kill(child, "SIGTERM");
      const impatient = setTimeout(() => kill(child, "SIGKILL"), graceMs);
      await ended;
      clearTimeout(impatient);
      // What it started may outlive it.
      kill(child, "SIGKILL");
    },
  };
}

/**
 * A bash that believes itself the outermost shell takes Node's pipes, which are sockets, for a network connection and
 * reads `~/.bashrc`: what puts another Python on PATH there (pyenv, conda) would run the project.
 */
function shellLevel(): string {
  return String(Math.max(1, Number.parseInt(process.env["SHLVL"] ?? "", 10) || 0));
}

function tellLines(stream: Readable, onTold: (line: string) => void): void {
  let rest = "";
  stream.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    lines.forEach(onTold);
  });
}

function kill({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  if (windows) return void spawnSync("taskkill", ["/pid", String(pid), "/T", "/F"]);
  try {
    process.kill(-pid, signal);
  } catch {
    // They have all ended.
  }
}
