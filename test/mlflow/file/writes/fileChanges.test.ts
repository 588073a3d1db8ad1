import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { applyChanges, type FileChanges } from "../../../../src/mlflow/file/writes/fileChanges.ts";
import type { OpenOptions } from "../../../../src/mlflow/store.ts";
import { temporaryFolder } from "../../../fixtures.ts";
import { contentsOf } from "../../folderContents.ts";
import { folderStore } from "../folderStore.ts";

const isWindows = process.platform === "win32";

/** Applies changes whose paths are relative to the store. */
function apply(store: ReturnType<typeof folderStore>, changes: FileChanges): void {
  const at = (path: string) => join(store.root, path);
  applyChanges(
    store,
    {
      newFolder: changes.newFolder && at(changes.newFolder),
      folders: changes.folders?.map(at),
      files: changes.files?.map((file) => ({ ...file, path: at(file.path), owner: at(file.owner) })),
      move: changes.move && { from: at(changes.move.from), to: at(changes.move.to) },
      remove: changes.remove && at(changes.remove),
    },
    "Could not do it",
  );
}

const put = (path: string, content: string) => ({ path, content, owner: "r" });

test("files are written, replaced and removed, folders made, and no temporary file is left", () => {
  const store = folderStore({ "r/meta.yaml": "old", "r/tags/gone": "x" });
  apply(store, {
    folders: ["r/metrics"],
    files: [put("r/meta.yaml", "new"), put("r/tags/a/b", "😀"), { path: "r/tags/gone", owner: "r" }],
  });
  assert.equal(readFileSync(join(store.root, "r/meta.yaml"), "utf8"), "new");
  assert.equal(readFileSync(join(store.root, "r/tags/a/b"), "utf8"), "😀");
  assert.deepEqual(readdirSync(store.root, { recursive: true }).sort(), [
    "r",
    "r/meta.yaml",
    "r/metrics",
    "r/tags",
    "r/tags/a",
    "r/tags/a/b",
  ]);
});

test("a file that is replaced keeps its rights", { skip: isWindows && "Windows has no such rights" }, () => {
  const store = folderStore({ "r/meta.yaml": "old" });
  const path = join(store.root, "r/meta.yaml");
  chmodSync(path, 0o640);
  apply(store, { files: [put("r/meta.yaml", "new")] });
  assert.equal(statSync(path).mode & 0o777, 0o640);
});

test("a link is replaced, what it leads to stays", { skip: isWindows && "links need a right" }, () => {
  const outside = folderStore({ x: "outside" });
  const store = folderStore({ "r/tags/": "" });
  symlinkSync(join(outside.root, "x"), join(store.root, "r/tags/a"));
  apply(store, { files: [put("r/tags/a", "new")] });
  assert.equal(readFileSync(join(store.root, "r/tags/a"), "utf8"), "new");
  assert.equal(readFileSync(join(outside.root, "x"), "utf8"), "outside");
});

describe("a write that is refused changes nothing", () => {
  type Store = ReturnType<typeof folderStore>;
  const files = { "r/meta.yaml": "old", "r/tags/a": "1", "s/x": "2" };
  const cases: [
    what: string,
    prepare: (store: Store) => void,
    changes: FileChanges,
    errorCode: string,
    words: RegExp,
  ][] = [
    [
      "a read-only file",
      (store) => chmodSync(join(store.root, "r/meta.yaml"), 0o444),
      { files: [put("r/tags/a", "9"), put("r/meta.yaml", "new")] },
      "PERMISSION_DENIED",
      /meta.yaml' is read-only/,
    ],
    [
      "a key where another one ends",
      () => {},
      { files: [put("r/meta.yaml", "new"), put("r/tags/a/b", "9")] },
      "IO_ERROR",
      /'r.tags.a' is a key already/,
    ],
    [
      "a key where a folder is",
      (store) => mkdirSync(join(store.root, "r/tags/k/inner"), { recursive: true }),
      { files: [put("r/meta.yaml", "new"), put("r/tags/k", "9")] },
      "IO_ERROR",
      /'r.tags.k' is a key already/,
    ],
    [
      "a name that is too long",
      () => {},
      { files: [put("r/meta.yaml", "new"), put(`r/tags/${"k".repeat(300)}`, "9")] },
      "IO_ERROR",
      /Could not do it: .*ENAMETOOLONG/,
    ],
    [
      "a folder that is there already",
      () => {},
      { newFolder: "s", files: [put("r/meta.yaml", "new")] },
      "IO_ERROR",
      /EEXIST/,
    ],
    [
      "a move that fails at last",
      (store) => mkdirSync(join(store.root, "t/full"), { recursive: true }),
      {
        folders: ["r/new/folder"],
        files: [put("r/meta.yaml", "new"), put("r/tags/b", "9"), { path: "r/tags/a", owner: "r" }],
        move: { from: "r", to: "t" },
      },
      "IO_ERROR",
      /Could not do it: E/,
    ],
  ];
  for (const [what, prepare, changes, errorCode, message] of cases) {
    test(what, { skip: isWindows && what.includes("read-only") && "rights differ" }, () => {
      const store = folderStore(files);
      prepare(store);
      const before = namesAndTexts(store.root);
      assert.throws(() => apply(store, changes), { name: "MlflowError", errorCode, message });
      assert.deepEqual(namesAndTexts(store.root), before);
    });
  }

  test("in a store that is opened for reading only", () => {
    const store = folderStore(files, { readOnly: true });
    const before = contentsOf(store.root);
    assert.throws(() => apply(store, { files: [put("r/meta.yaml", "new")] }), {
      errorCode: "PERMISSION_DENIED",
      message: "The store was opened for reading only.",
    });
    assert.deepEqual(contentsOf(store.root), before);
  });

  test("through a link out of a store that may not be left", { skip: isWindows && "links need a right" }, () => {
    const outside = temporaryFolder();
    const store = folderStore(files, { artifactRoots: [] } satisfies OpenOptions);
    symlinkSync(outside, join(store.root, "r/linked"));
    assert.throws(() => apply(store, { files: [put("r/linked/x", "new")] }), {
      errorCode: "PERMISSION_DENIED",
      message: /is a link to .* outside of the store/,
    });
    assert.deepEqual(readdirSync(outside), []);
  });
});

test("a folder is removed with all that is in it", () => {
  const store = folderStore({ "r/a/b/c": "", "s/x": "" });
  apply(store, { remove: "r" });
  assert(!existsSync(join(store.root, "r")));
  assert.deepEqual(readdirSync(store.root), ["s"]);
});

/** What a taken back write may differ in is a file's time alone. */
function namesAndTexts(folder: string): [string, string][] {
  return [...contentsOf(folder)].map(([path, content]) => [path, content.replace(/ of .*/, "")]);
}
