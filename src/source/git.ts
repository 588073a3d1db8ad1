import { execFile } from "node:child_process";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** Answers larger than this are refused: a file of code is smaller. */
const maxAnswerBytes = 64 * 1024 * 1024;
const timeoutMs = 30_000;

/** Git in one repository. Every argument is passed as it is, there is no shell; only what reads is asked for. */
export class Git {
  readonly #program: string;

  /** @param program Git's executable, as the user's setting or the search path has it */
  constructor(program: string) {
    this.#program = program;
  }

  /** The root of the repository that a folder is in; `undefined` where it is in none. */
  async repositoryOf(folder: string): Promise<string | undefined> {
    const answer = await this.#try(folder, ["rev-parse", "--show-toplevel"]);
    return answer?.toString().replace(/\r?\n$/, "") || undefined;
  }

  async hasCommit(repository: string, commit: string): Promise<boolean> {
    return (await this.#try(repository, ["cat-file", "-e", `${checked(commit)}^{commit}`])) !== undefined;
  }

  /** The paths of all files of a commit, relative to the repository. */
  async filesOf(repository: string, commit: string): Promise<string[]> {
    return parts(await this.#run(repository, ["ls-tree", "-r", "-z", "--name-only", checked(commit)]));
  }

  /** A file as it was at a commit. @throws Error when it was not there */
  async fileAt(repository: string, commit: string, path: string): Promise<Buffer> {
    return this.#run(repository, ["cat-file", "blob", `${checked(commit)}:${path}`]);
  }

  /** What changed from one commit to another, by path. */
  async changes(repository: string, from: string, to: string): Promise<FileChange[]> {
    const options = ["--no-renames", "--no-ext-diff", "--no-textconv", "-z"];
    const commits = [checked(from), checked(to), "--"];
    const [counts, kinds] = await Promise.all([
      this.#run(repository, ["diff", "--numstat", ...options, ...commits]),
      this.#run(repository, ["diff", "--name-status", ...options, ...commits]),
    ]);
    const kindOf = new Map<string, string>();
    const words = parts(kinds);
    for (let index = 0; index + 1 < words.length; index += 2) kindOf.set(words[index + 1]!, words[index]!);
    return parts(counts).map((line) => {
      const [added = "", deleted = "", ...path] = line.split("\t");
      const name = path.join("\t");
      const lines = added === "-" ? undefined : Number(added) + Number(deleted);
      const kind = kindOf.get(name);
      return { path: name, lines, kind: kind === "A" ? "added" : kind === "D" ? "deleted" : "modified" };
    });
  }

  /** @returns undefined where Git says no; any other failure is thrown */
  async #try(folder: string, args: readonly string[]): Promise<Buffer | undefined> {
    try {
      return await this.#run(folder, args);
    } catch (error) {
      if (typeof (error as { code?: unknown }).code === "number") return undefined;
      throw error;
    }
  }

  async #run(folder: string, args: readonly string[]): Promise<Buffer> {
    const { stdout } = await execute(this.#program, ["-C", folder, "--no-pager", ...args], {
      encoding: "buffer",
      maxBuffer: maxAnswerBytes,
      timeout: timeoutMs,
      windowsHide: true,
      env: { ...process.env, GIT_OPTIONAL_LOCKS: "0", LC_ALL: "C" },
    });
    return stdout;
  }
}

export interface FileChange {
  path: string;
  kind: "added" | "deleted" | "modified";
  /** Added and deleted ones; `undefined` for a file that is no text. */
  lines: number | undefined;
}

/** Whether a text names a commit; a tag of a store may hold anything. */
export function isCommit(text: string): boolean {
  return /^[0-9a-f]{7,64}$/i.test(text);
}

function checked(commit: string): string {
  if (!isCommit(commit)) throw new Error(`${commit} is no commit.`);
  return commit;
}

/** What stands between zero bytes. */
function parts(answer: Buffer): string[] {
  return answer
    .toString()
    .split("\0")
    .filter((part) => part !== "");
}
