import assert from "node:assert/strict";
import { test } from "node:test";
import { commitUrl } from "../../../src/run/source/commitUrl.ts";

const commit = "5d1f0c9ab34e7726b9719d911017c592f1e2d3c4";

test("a commit's page is known for the hosts that are known, however the remote is written", () => {
  const pages: [string, string | undefined][] = [
    ["https://github.com/example/flower-photos.git", `https://github.com/example/flower-photos/commit/${commit}`],
    ["git@github.com:example/flower-photos.git", `https://github.com/example/flower-photos/commit/${commit}`],
    ["ssh://git@gitlab.example.org:2222/a/b/c.git", `https://gitlab.example.org/a/b/c/-/commit/${commit}`],
    ["https://ada:secret@bitbucket.org/a/b/", `https://bitbucket.org/a/b/commits/${commit}`],
    ["https://notgithub.com.evil.example/a/b.git", undefined],
    ["file:///home/ada/repo", undefined],
    ["../repo", undefined],
  ];
  for (const [remote, page] of pages) assert.equal(commitUrl(remote, commit), page, remote);
});

test("what is no commit has no page", () => {
  assert.equal(commitUrl("https://github.com/a/b.git", "../../settings"), undefined);
});
