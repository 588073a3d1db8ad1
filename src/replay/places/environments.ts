import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { executableIn } from "../../python/environment.ts";

/** A program and its arguments. */
export type Call = readonly [program: string, ...args: string[]];

/** What an environment is made of. */
export interface Wanted {
  /** The Python that it is made with. */
  python: string;
  /** Its version, such as `3.11.7`: an environment is another one for another minor version. */
  version: string;
  /** Requirements that pip takes, none of them an option. */
  lines: readonly string[];
}

/** An environment that was made once. */
export interface BuiltEnvironment {
  id: string;
  /** The folder that goes with it. */
  folder: string;
  executable: string;
  version: string;
  lines: string[];
  /** The run for which it was made first. */
  runName: string;
  /** Milliseconds since 1970. */
  madeAt: number;
}

const recordName = "environment.json";

/** Environments below the extension's storage, by the hash of what is in them; one that was not finished is none. */
export class Environments {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  async all(): Promise<BuiltEnvironment[]> {
    const ids = await readdir(this.#root).catch(() => []);
    const found = await Promise.all(ids.map((id) => this.#read(id)));
    return found.filter((environment) => environment !== undefined).sort((a, b) => b.madeAt - a.madeAt);
  }

  /** One with the same content, if it was built before. */
  find(wanted: Wanted): Promise<BuiltEnvironment | undefined> {
    return this.#read(idOf(wanted));
  }

  /** What `build` would run, for who has to agree to it. */
  calls(wanted: Wanted, uv: string | undefined): Call[] {
    const folder = join(this.#root, idOf(wanted));
    return callsOf(wanted, join(folder, "env"), join(folder, "requirements.txt"), uv);
  }

  /**
   * Makes an environment.
   *
   * @param run runs a program to its end, in a folder where no configuration of a workspace lies; throws when it fails
   * @throws what `run` throws; then nothing is left behind
   */
  async build(
    wanted: Wanted,
    {
      uv,
      runName,
      run,
    }: { uv: string | undefined; runName: string; run: (call: Call, folder: string) => Promise<void> },
  ): Promise<BuiltEnvironment> {
    const id = idOf(wanted);
    const folder = join(this.#root, id);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    try {
      await writeFile(join(folder, "requirements.txt"), wanted.lines.map((line) => `${line}\n`).join(""));
      for (const call of this.calls(wanted, uv)) await run(call, folder);
      const { version, lines } = wanted;
      const record = JSON.stringify({ version, lines, runName, madeAt: Date.now() });
      await writeFile(join(folder, `${recordName}.part`), record);
      await rename(join(folder, `${recordName}.part`), join(folder, recordName));
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
    return (await this.#read(id))!;
  }

  async remove({ folder }: Pick<BuiltEnvironment, "folder">): Promise<void> {
    // What is only half there is none.
    await rm(join(folder, recordName), { force: true });
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }

  async #read(id: string): Promise<BuiltEnvironment | undefined> {
    const folder = join(this.#root, id);
    try {
      const record = JSON.parse(await readFile(join(folder, recordName), "utf8")) as BuiltEnvironment;
      return { ...record, id, folder, executable: executableIn(join(folder, "env")) };
    } catch {
      // Not built, or not to its end.
      return undefined;
    }
  }
}

function callsOf({ python, lines }: Wanted, env: string, requirements: string, uv: string | undefined): Call[] {
  const made = executableIn(env);
  const [make, install]: [Call, Call] =
    uv === undefined
      ? [
          [python, "-m", "venv", env],
          [made, "-m", "pip", "install", "--disable-pip-version-check", "-r", requirements],
        ]
      : [
          [uv, "venv", "--no-project", "--python", python, env],
          [uv, "pip", "install", "--python", made, "-r", requirements],
        ];
  return lines.length === 0 ? [make] : [make, install];
}

/** The same packages for the same Python are the same environment, in whatever order they are written. */
function idOf({ version, lines }: Wanted): string {
  const minor = version.split(".").slice(0, 2).join(".");
  const content = JSON.stringify([minor, process.platform, [...new Set(lines)].sort()]);
  return createHash("sha256").update(content).digest("hex").slice(0, 16);
}
