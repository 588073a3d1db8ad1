import assert from "node:assert/strict";
import { test } from "node:test";
import { artifactRows, namesToHash, type ComparedFile } from "../../../src/compare/artifacts/artifactRows.ts";
import { hashOf, maxHashedBytes } from "../../../src/compare/artifacts/hashes.ts";
import { imageRows } from "../../../src/compare/artifacts/imageRows.ts";

const files = (all: Record<string, ComparedFile>) => new Map(Object.entries(all));
const text = (size: number | undefined) => String(size);

test("files are told apart by size, then by hash, else only said to be of one size", () => {
  const base = files({
    same: { size: 1, hash: "a" },
    edited: { size: 1, hash: "a" },
    grown: { size: 1 },
    huge: { size: 9 },
    gone: { size: 1 },
  });
  const other = files({
    same: { size: 1, hash: "a" },
    edited: { size: 1, hash: "b" },
    grown: { size: 2 },
    huge: { size: 9 },
    fresh: { size: 1 },
  });
  const rows = artifactRows([base, other], 0, text);
  assert.deepEqual(
    rows.map(({ key, cells, differs }) => [key, cells[1]?.mark, cells[1]?.opens, differs]),
    [
      ["edited", "different", "diff", true],
      ["fresh", "added", "file", true],
      ["gone", "removed", undefined, true],
      ["grown", "different", "diff", true],
      ["huge", "unread", "file", false],
      ["same", "same", "file", false],
    ],
  );
});

test("a run whose files could not be listed is no difference", () => {
  const [row] = artifactRows([files({ a: { size: 1 } }), undefined], 0, text);
  assert.deepEqual([row?.differs, row?.cells[1]], [false, null]);
});

test("only files of one name and size are read, and none that is too large", () => {
  const runs = [
    files({ a: { size: 1 }, b: { size: 1 }, c: { size: 100 }, d: { size: 1 } }),
    files({ a: { size: 1 }, b: { size: 2 }, c: { size: 100 } }),
  ];
  assert.deepEqual(namesToHash(runs, 50), [
    { run: 0, name: "a" },
    { run: 1, name: "a" },
  ]);
});

test("a file is read piece by piece, and not to its end when it is too large", async () => {
  const read = (size: number) => {
    const asked: number[] = [];
    const hash = hashOf(async ({ offset = 0, length }) => {
      asked.push(offset);
      return new Uint8Array(Math.max(0, Math.min(length, size - offset)));
    });
    return hash.then((digest) => ({ digest, asked }));
  };
  assert.equal((await read(0)).digest, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  assert.equal((await read(2_500_000)).asked.length, 3);
  const large = await read(100 * maxHashedBytes);
  assert.equal(large.digest, undefined);
  assert.ok(large.asked.length <= 17);
});

test("pictures: by name, or by the key and step they were logged under, the newest of each step", () => {
  const rose = (step: number, time: number, ending = ".png") =>
    `images/a#rose+step+${step}+timestamp+${time}+f6f1-12fe${ending}`;
  const rows = imageRows([
    ["plots/roc.png", "notes.txt", rose(0, 1), rose(0, 2), rose(0, 2, "+compressed.webp")],
    ["plots/roc.png", rose(0, 5), rose(100, 6)],
    undefined,
  ]);
  assert.deepEqual(rows, [
    { key: "a/rose", images: [{ path: rose(0, 2), step: 0 }, { path: rose(0, 5), step: 0 }, null] },
    { key: "plots/roc.png", images: [{ path: "plots/roc.png" }, { path: "plots/roc.png" }, null] },
    { key: "a/rose", images: [null, { path: rose(100, 6), step: 100 }, null] },
  ]);
});
