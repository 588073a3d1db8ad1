import { lstat, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hardenedGit, type GitCall } from "./hardenedGit.ts";

/** A commit of a repository of this machine, and the Git that reads it. */
export interface Checkout {
  program: string;
  repository: string;
  commit: string;
}

/** A whole id: an abbreviated one of a store might become another commit's. */
export function isWholeCommit(text: string): boolean {
  return /^[0-9a-f]{40}$/i.test(text);
}

/**
 * Checks a commit out into a folder of its own, with a patch applied. The repository's own tree, index, HEAD and stash stay
 * as they are; it only learns that the worktree is there.
 *
 * @param folder does not exist yet
 * @throws Error with Git's words; then nothing is left behind
 */
export async function makeWorktree(
  { program, repository, commit }: Checkout,
  folder: string,
  { patch, signal }: { patch?: string; signal?: AbortSignal },
): Promise<void> {
  if (!isWholeCommit(commit)) throw new Error(`${commit} is no commit.`);
  const call: GitCall = { program, folder: repository, signal };
  try {
    await hardenedGit(call, ["worktree", "add", "--quiet", "--detach", "--no-guess-remote", "--", folder, commit]);
    if (patch) await hardenedGit({ ...call, folder, input: patch }, ["apply", "--whitespace=nowarn", "-"]);
  } catch (error) {
    await removeWorktree({ program, repository }, folder);
    throw error;
  }
}

/**
 * Removes a worktree with all that was written into it. Others that Git knows are left alone, also those whose folder is not
 * there just now: so nothing is pruned.
 */
export async function removeWorktree({ program, repository }: Omit<Checkout, "commit">, folder: string): Promise<void> {
  await hardenedGit({ program, folder: repository }, ["worktree", "remove", "--force", "--force", "--", folder]).catch(
    // The repository may be gone, or never have known it: its folder goes all the same.
    () => undefined,
  );
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** Why a patch cannot be applied to a commit, in Git's words; `undefined` where it can. Writes only an index of its own. */
export async function patchProblem(
  { program, repository, commit }: Checkout,
  patch: string,
): Promise<string | undefined> {
  const scratch = await mkdtemp(join(tmpdir(), "mlflow-lens-"));
  const call: GitCall = { program, folder: repository, variables: { GIT_INDEX_FILE: join(scratch, "index") } };
  try {
    await hardenedGit(call, ["read-tree", commit]);
    await hardenedGit({ ...call, input: patch }, ["apply", "--cached", "--check", "--whitespace=nowarn", "-"]);
    return undefined;
  } catch (error) {
    return (error as Error).message.replace(/^error: /, "").split("\n", 1)[0];
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** What a checkout of a commit lacks: submodules, and what filters, such as Git LFS, would make of files. */
export async function limitsOf({
  program,
  repository,
  commit,
}: Checkout): Promise<{ submodules: boolean; filters: boolean }> {
  const call: GitCall = { program, folder: repository };
  const entries = await hardenedGit(call, ["ls-tree", "-r", "-z", "--full-tree", commit]);
  const attributes = ["--", ":(top,glob)**/.gitattributes"];
  const filtered = await hardenedGit(call, ["grep", "-q", "-E", String.raw`\sfilter=`, commit, ...attributes]).then(
    () => true,
    () => false,
  );
  return { submodules: /(?:^|\0)160000 /.test(entries), filters: filtered };
}

/** The bytes that a folder takes, links not followed. What goes meanwhile counts nothing. */
export async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return sizeOf(path);
      return lstat(path).then(
        ({ size }) => size,
        () => 0,
      );
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
