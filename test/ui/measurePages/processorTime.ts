import { existsSync, readdirSync, readFileSync } from "node:fs";

/**
 * Milliseconds of processor time that the extension host that this process started has used, with all its threads: our
 * part of the host, the stores' threads, and VS Code's own part. `undefined` where the system does not tell (it is asked of
 * Linux).
 */
export function extensionHostTime(): number | undefined {
  if (!existsSync("/proc/self/schedstat")) return undefined;
  const processes = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  const parents = new Map(processes.map((id) => [id, parentOf(id)]));
  const isOurs = (id: number | undefined): boolean =>
    id === process.pid || (id !== undefined && id > 1 && isOurs(parents.get(id)));
  // The host of a window that was loaded anew stays for a while, and does nothing.
  const hosts = processes.filter((id) => read(`/proc/${id}/cmdline`).includes("--type=extensionHost") && isOurs(id));
  const threads = hosts.flatMap((host) =>
    readdirSync(`/proc/${host}/task`).map((thread) => read(`/proc/${host}/task/${thread}/schedstat`)),
  );
  return threads.reduce((sum, stat) => sum + Number(stat.split(" ")[0]) / 1e6, 0);
}

function parentOf(id: number): number | undefined {
  // The second field is the name in brackets, which may hold anything.
  const [, parent] = read(`/proc/${id}/stat`).split(") ").at(-1)?.split(" ") ?? [];
  return parent === undefined ? undefined : Number(parent);
}

/** Processes and threads go while they are looked at. */
function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
