import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeWorktree, removeWorktree, type Checkout } from "./worktree.ts";

/** A worktree in which a run was made again. */
export interface ReplayTree {
  id: string;
  /** The folder that goes with it; the worktree is in it. */
  folder: string;
  worktree: string;
  repository: string;
  commit: string;
  /** The run that is repeated. */
  runId: string;
  runName: string;
  /** Milliseconds since 1970. */
  madeAt: number;
  /** The environment that its program runs in, where one was rebuilt. */
  environmentId?: string;
  /** The process of the window in which its program runs. */
  runningIn?: number;
}

type TreeRecord = Omit<ReplayTree, "id" | "folder" | "worktree">;

const recordName = "replay.json";

/** Worktrees below the extension's storage, each with a record of what it is for. */
export class ReplayTrees {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  async all(): Promise<ReplayTree[]> {
    const ids = await readdir(this.#root).catch(() => []);
    const trees = await Promise.all(ids.map((id) => this.#read(id)));
    return trees.filter((tree) => tree !== undefined).sort((a, b) => b.madeAt - a.madeAt);
  }

  /** Checks a commit out, with the patch of what was not committed. It counts as in use until `ended`. */
  async make(
    checkout: Checkout,
    of: Pick<ReplayTree, "runId" | "runName" | "environmentId">,
    options: { patch?: string; signal?: AbortSignal },
  ): Promise<ReplayTree> {
    const id = `${checkout.commit.slice(0, 7)}-${randomBytes(3).toString("hex")}`;
    const folder = join(this.#root, id);
    await mkdir(folder, { recursive: true });
    const { repository, commit } = checkout;
    const record: TreeRecord = { ...of, repository, commit, madeAt: Date.now(), runningIn: process.pid };
    await this.#write(folder, record);
    const tree = treeOf(id, folder, record);
    try {
      await makeWorktree(checkout, tree.worktree, options);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
    return tree;
  }

  /** Its program has ended. */
  async ended({ id, folder, repository, commit, runId, runName, madeAt, environmentId }: ReplayTree): Promise<void> {
    if ((await this.#read(id)) === undefined) return;
    await this.#write(folder, { repository, commit, runId, runName, madeAt, environmentId });
  }

  async remove(program: string, { repository, worktree, folder }: ReplayTree): Promise<void> {
    await removeWorktree({ program, repository }, worktree);
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }

  async #read(id: string): Promise<ReplayTree | undefined> {
    const folder = join(this.#root, id);
    try {
      return treeOf(id, folder, JSON.parse(await readFile(join(folder, recordName), "utf8")) as TreeRecord);
    } catch {
      // Something else lies there, or it is being removed.
      return undefined;
    }
  }

  async #write(folder: string, record: TreeRecord): Promise<void> {
    await writeFile(join(folder, recordName), JSON.stringify(record));
  }
}

/** The worktree's name is what Git and MLflow call it. */
function treeOf(id: string, folder: string, record: TreeRecord): ReplayTree {
  return { ...record, id, folder, worktree: join(folder, `replay-${id}`) };
}

/** Whether something runs there: its window is still open. */
export function isInUse({ runningIn }: Pick<ReplayTree, "runningIn">): boolean {
  if (runningIn === undefined) return false;
  try {
    process.kill(runningIn, 0);
    return true;
  } catch (error) {
    // One of another user's is there all the same.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
