import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { localArtifacts } from "../../../src/mlflow/artifacts/local.ts";
import type { ArtifactReads } from "../../../src/mlflow/store.ts";
import { temporaryFolder } from "../../fixtures.ts";
import { madeFolder } from "../madeFolder.ts";

const isWindows = process.platform === "win32";

function artifactsIn(root: string | undefined): ArtifactReads {
  return localArtifacts(async () => root);
}

async function textOf(artifacts: ArtifactReads, path: string, range?: { offset?: number; length?: number }) {
  return new TextDecoder().decode(await artifacts.readArtifact("r", path, range));
}

describe("a list", () => {
  test("is one level, in order of code points, with sizes", async () => {
    const artifacts = artifactsIn(madeFolder({ "b.txt": "12", "a/x": "1", "😀": "", ﬁ: "", B: "" }));
    assert.deepEqual(await artifacts.listArtifacts("r"), [
      { path: "B", isDir: false, fileSize: 0 },
      { path: "a", isDir: true },
      { path: "b.txt", isDir: false, fileSize: 2 },
      { path: "ﬁ", isDir: false, fileSize: 0 },
      { path: "😀", isDir: false, fileSize: 0 },
    ]);
    assert.deepEqual(await artifacts.listArtifacts("r", "./a/"), [{ path: "a/x", isDir: false, fileSize: 1 }]);
  });

  test("of a file, of nothing and of no artifacts at all is empty", async () => {
    const artifacts = artifactsIn(madeFolder({ "b.txt": "12" }));
    assert.deepEqual(await artifacts.listArtifacts("r", "b.txt"), []);
    assert.deepEqual(await artifacts.listArtifacts("r", "nothing"), []);
    assert.deepEqual(await artifactsIn(undefined).listArtifacts("r"), []);
  });
});

describe("a read", () => {
  const artifacts = artifactsIn(madeFolder({ text: "0123456789", "folder/x": "" }));

  for (const [range, text] of [
    [undefined, "0123456789"],
    [{ offset: 3 }, "3456789"],
    [{ length: 2 }, "01"],
    [{ offset: 8, length: 100 }, "89"],
    [{ offset: 100 }, ""],
    [{ offset: 2, length: 0 }, ""],
  ] as const) {
    test(`of the range ${JSON.stringify(range)}`, async () => {
      assert.equal(await textOf(artifacts, "text", range), text);
    });
  }

  test("of a range of a huge file does not read the rest", async () => {
    const root = temporaryFolder();
    writeFileSync(join(root, "huge"), "start");
    truncateSync(join(root, "huge"), 8 * 2 ** 30);
    assert.equal(await textOf(artifactsIn(root), "huge", { length: 5 }), "start");
    await assert.rejects(textOf(artifactsIn(root), "huge"), { message: /too many to be read at once/ });
  });

  test("of what is not there, or is a folder, is refused", async () => {
    await assert.rejects(textOf(artifacts, "no"), {
      errorCode: "RESOURCE_DOES_NOT_EXIST",
      message: "No such artifact: 'no'",
    });
    await assert.rejects(textOf(artifacts, "folder"), { message: /'folder' is a folder/ });
    await assert.rejects(textOf(artifacts, "text", { offset: -1 }), { errorCode: "INVALID_PARAMETER_VALUE" });
  });
});

describe("a path that leaves the artifacts is refused", () => {
  const root = madeFolder({ "a/x": "" });
  for (const path of ["../x", "a/../../x", "/etc/passwd", "C:\\x", "\\\\host\\share", "a\0b"]) {
    test(JSON.stringify(path), async () => {
      const artifacts = artifactsIn(root);
      const expected = { errorCode: "INVALID_PARAMETER_VALUE", message: /^Invalid path/ };
      await assert.rejects(artifacts.listArtifacts("r", path), expected);
      await assert.rejects(artifacts.readArtifact("r", path), expected);
      await assert.rejects(artifacts.downloadArtifacts("r", path, temporaryFolder()), expected);
      await assert.rejects(artifacts.localArtifactPath({ runId: "r" }, path), expected);
    });
  }
});

describe("links", { skip: isWindows && "links need a right that Windows gives to few" }, () => {
  const outside = madeFolder({ secret: "s3cret", "folder/x": "" });
  const root = madeFolder({ "inside/x": "x" });
  symlinkSync(join(outside, "secret"), join(root, "file out"));
  symlinkSync(join(outside, "folder"), join(root, "folder out"));
  symlinkSync("inside/x", join(root, "file in"));
  symlinkSync("inside", join(root, "folder in"));
  symlinkSync("loop", join(root, "loop"));
  symlinkSync("gone", join(root, "dangling"));
  const artifacts = artifactsIn(root);

  test("inside the artifacts are followed", async () => {
    assert.equal(await textOf(artifacts, "file in"), "x");
    assert.deepEqual(await artifacts.listArtifacts("r", "folder in"), [
      { path: "folder in/x", isDir: false, fileSize: 1 },
    ]);
  });

  for (const path of ["file out", "folder out", "folder out/x", "loop"]) {
    test(`${path} is named and refused`, async () => {
      const expected = { errorCode: "PERMISSION_DENIED", message: /is a link/ };
      await assert.rejects(artifacts.readArtifact("r", path), expected);
      await assert.rejects(artifacts.listArtifacts("r", path), expected);
      await assert.rejects(artifacts.downloadArtifacts("r", path, temporaryFolder()), expected);
    });
  }

  test("are all listed, those that lead nowhere too", async () => {
    const listed = await artifacts.listArtifacts("r");
    const names = ["dangling", "file in", "file out", "folder in", "folder out", "inside", "loop"];
    assert.deepEqual(
      listed.map(({ path }) => path),
      names,
    );
  });

  for (const [what, target] of [
    ["out", outside],
    ["nowhere", "gone"],
  ] as const) {
    test(`that lead ${what} keep a folder from being copied, and nothing is left of it`, async () => {
      const folder = madeFolder({ "a/x": "x" });
      symlinkSync(target, join(folder, "a/link"));
      const destination = temporaryFolder();
      await assert.rejects(artifactsIn(folder).downloadArtifacts("r", "a", destination), {
        message: /'a\/link' is a link/,
      });
      assert.deepEqual(readdirSync(destination), []);
    });
  }

  test("to a folder above are not copied without an end", async () => {
    const ring = madeFolder({ "a/b/": "" });
    symlinkSync("..", join(ring, "a/b/up"));
    await assert.rejects(artifactsIn(ring).downloadArtifacts("r", "a", temporaryFolder()), {
      errorCode: "PERMISSION_DENIED",
      message: /link to a folder that it lies in/,
    });
  });

  test("that multiply what they lead to are counted", async () => {
    const bomb = temporaryFolder();
    for (let level = 0; level < 30; level++) {
      mkdirSync(join(bomb, `${level}`));
      for (const name of ["a", "b"]) symlinkSync(`../${level + 1}`, join(bomb, `${level}`, name));
    }
    mkdirSync(join(bomb, "30"));
    await assert.rejects(artifactsIn(bomb).downloadArtifacts("r", "0", temporaryFolder()), { message: /links/ });
  });
});

test("a pipe is not waited for", { skip: isWindows && "Windows has none" }, async () => {
  const root = temporaryFolder();
  execFileSync("mkfifo", [join(root, "pipe")]);
  const expected = { errorCode: "PERMISSION_DENIED", message: /device or a pipe/ };
  await assert.rejects(artifactsIn(root).readArtifact("r", "pipe"), expected);
  await assert.rejects(artifactsIn(root).downloadArtifacts("r", "pipe", temporaryFolder()), expected);
});

describe("a download", () => {
  test("of a file comes under its name, into a folder that is made", async () => {
    const artifacts = artifactsIn(madeFolder({ "a/x.txt": "x" }));
    const destination = join(temporaryFolder(), "new", "folder");
    assert.equal(await artifacts.downloadArtifacts("r", "a/x.txt", destination), join(destination, "x.txt"));
    assert.equal(readFileSync(join(destination, "x.txt"), "utf8"), "x");
    assert.deepEqual(readdirSync(destination), ["x.txt"]);
  });

  test("of a folder replaces files that are there and leaves others", async () => {
    const artifacts = artifactsIn(madeFolder({ "a/x": "new", "a/deep/y": "y", "a/empty/": "" }));
    const destination = madeFolder({ "a/x": "old", "a/other": "kept" });
    assert.equal(await artifacts.downloadArtifacts("r", "a", destination), join(destination, "a"));
    assert.equal(readFileSync(join(destination, "a/x"), "utf8"), "new");
    assert.equal(readFileSync(join(destination, "a/other"), "utf8"), "kept");
    assert.deepEqual(readdirSync(join(destination, "a")).sort(), ["deep", "empty", "other", "x"]);
    assert.deepEqual(readdirSync(destination), ["a"]);
  });

  test("of everything goes into the folder itself", async () => {
    const destination = temporaryFolder();
    await artifactsIn(madeFolder({ x: "x", "d/y": "y" })).downloadArtifacts("r", "", destination);
    assert.deepEqual(readdirSync(destination).sort(), ["d", "x"]);
    await artifactsIn(undefined).downloadArtifacts("r", "", destination);
  });

  test("tells what it wrote, at the end at the latest", async () => {
    const told: [number, string][] = [];
    const artifacts = artifactsIn(madeFolder({ "a/x": "12345", "a/y": "678" }));
    await artifacts.downloadArtifacts("r", "a", temporaryFolder(), {
      onProgress: (bytes, path) => told.push([bytes, path]),
    });
    assert.deepEqual(told.at(-1), [8, "a"]);
  });

  test("that is cancelled leaves what was there before", async () => {
    const root = temporaryFolder();
    for (const name of ["1", "2", "3"]) {
      writeFileSync(join(root, name), "");
      truncateSync(join(root, name), 64 << 20);
    }
    const destination = madeFolder({ "1": "old" });
    const controller = new AbortController();
    await assert.rejects(
      artifactsIn(root).downloadArtifacts("r", "", destination, {
        signal: controller.signal,
        onProgress: () => controller.abort(),
      }),
      { name: "MlflowError", errorCode: "CANCELLED" },
    );
    assert.deepEqual(readdirSync(destination), ["1"]);
    assert.equal(readFileSync(join(destination, "1"), "utf8"), "old");
  });

  test("that was cancelled before it began does nothing", async () => {
    const destination = join(temporaryFolder(), "never");
    await assert.rejects(
      artifactsIn(madeFolder({ x: "" })).downloadArtifacts("r", "x", destination, { signal: AbortSignal.abort() }),
      { errorCode: "CANCELLED" },
    );
    assert(!existsSync(destination));
  });

  test("of what is not there is refused", async () => {
    await assert.rejects(artifactsIn(temporaryFolder()).downloadArtifacts("r", "no", temporaryFolder()), {
      errorCode: "RESOURCE_DOES_NOT_EXIST",
    });
  });
});
