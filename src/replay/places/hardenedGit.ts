import { spawn } from "node:child_process";

/** Variables that would lead Git to another repository than the one that is named. */
const misleading = [
  "GIT_DIR",
  "GIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_OBJECT_DIRECTORY",
  "GIT_COMMON_DIR",
  "GIT_PREFIX",
];

export interface GitCall {
  /** Git's executable. */
  program: string;
  /** Where it runs: a folder of the repository or worktree. */
  folder: string;
  input?: string;
  variables?: Record<string, string>;
  signal?: AbortSignal;
}

/**
 * Runs Git on what nobody has looked at: neither hooks nor filters nor a file-system monitor of the user's configuration
 * are started, nothing is fetched, nothing is asked. Arguments are passed as they are, without a shell.
 *
 * @throws Error with Git's own words when it fails
 */
export async function hardenedGit(call: GitCall, args: readonly string[]): Promise<string> {
  return run(call, [...quiet, ...(await withoutFilters(call)), ...args]);
}

const quiet = [
  "core.hooksPath=/dev/null",
  "core.fsmonitor=false",
  "submodule.recurse=false",
  "advice.detachedHead=false",
].flatMap((setting) => ["-c", setting]);

/** Filters run programs on files that are checked out; which there are, the user's configuration says. */
async function withoutFilters(call: GitCall): Promise<string[]> {
  const pattern = String.raw`^filter\..*\.(smudge|clean|process|required)$`;
  const names = await run({ ...call, input: undefined }, [
    "config",
    "--null",
    "--name-only",
    "--get-regexp",
    pattern,
  ]).catch(
    // Git fails where there are none.
    () => "",
  );
  const keys = names.split("\0").filter((name) => name !== "");
  const odd = keys.find((key) => key.includes("="));
  if (odd !== undefined) throw new Error(`Git's configuration has a filter that cannot be switched off: ${odd}`);
  const filters = new Set(keys.map((key) => key.slice(0, key.lastIndexOf("."))));
  const off = ["smudge=", "clean=", "process=", "required=false"];
  return [...filters].flatMap((filter) => off.flatMap((setting) => ["-c", `${filter}.${setting}`]));
}

function run({ program, folder, input, variables, signal }: GitCall, args: readonly string[]): Promise<string> {
  const env: NodeJS.ProcessEnv = { ...process.env, ...variables, LC_ALL: "C" };
  for (const name of misleading) if (variables?.[name] === undefined) delete env[name];
  Object.assign(env, {
    GIT_OPTIONAL_LOCKS: "0",
    GIT_NO_LAZY_FETCH: "1",
    GIT_TERMINAL_PROMPT: "0",
    GIT_LFS_SKIP_SMUDGE: "1",
  });
  return new Promise((resolve, reject) => {
    const child = spawn(program, ["-C", folder, "--no-pager", ...args], { env, signal, windowsHide: true });
    let [output, errors] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
    child.once("error", reject);
    child.once("close", (code) =>
      code === 0 ? resolve(output) : reject(new Error(errors.trim() || `Git ended with exit code ${code}.`)),
    );
    // One that ends without reading leaves a broken pipe.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input ?? "");
  });
}
