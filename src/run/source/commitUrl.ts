/** How known hosts name the page of a commit below that of its repository. */
const commitPaths: [host: RegExp, path: string][] = [
  [/(^|\.)github\./, "/commit/"],
  [/(^|\.)gitlab\./, "/-/commit/"],
  [/(^|\.)bitbucket\./, "/commits/"],
  [/(^|\.)codeberg\./, "/commit/"],
  [/^dev\.azure\.com$/, "/commit/"],
];

/**
 * The web page of a commit.
 *
 * @param remote a repository's URL as Git takes it: `https://…`, `git@host:owner/name.git`, `ssh://…`
 * @returns `undefined` where the host is not known
 */
export function commitUrl(remote: string, commit: string): string | undefined {
  const match =
    /^(?:https?|ssh|git):\/\/(?:[^@/]*@)?([^:/]+)(?::\d+)?\/(.+)$/.exec(remote) ??
    /^[^@/]+@([^:/]+):(.+)$/.exec(remote);
  const [, host, path] = match ?? [];
  if (host === undefined || path === undefined || !/^[0-9a-f]{7,64}$/i.test(commit)) return undefined;
  const [, commitPath] = commitPaths.find(([known]) => known.test(host)) ?? [];
  return commitPath && `https://${host}/${path.replace(/\/?(?:\.git)?\/?$/, "")}${commitPath}${commit}`;
}
