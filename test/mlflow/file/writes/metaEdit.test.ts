import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { withYaml } from "../../../../src/mlflow/file/disk/meta.ts";
import { editMeta, type MetaChanges, openMeta } from "../../../../src/mlflow/file/writes/metaEdit.ts";
import { madeFolder } from "../../madeFolder.ts";

describe("only the lines of the keys named change", () => {
  const cases: [what: string, text: string, changes: MetaChanges, edited: string][] = [
    ["one key", "a: 1\nb: 2\n", { b: 3 }, "a: 1\nb: 3\n"],
    ["a key that is removed", "a: 1\nb: 2\nc: 3\n", { b: undefined }, "a: 1\nc: 3\n"],
    ["a new key between others", "a: 1\nc: 3\n", { b: "x: y" }, "a: 1\nb: 'x: y'\nc: 3\n"],
    ["a new key at the end", "a: 1\n", { z: null }, "a: 1\nz: null\n"],
    ["several new keys", "m: 1\n", { z: 1, a: 2 }, "a: 2\nm: 1\nz: 1\n"],
    ["a key that is absent is not removed", "a: 1\n", { b: undefined }, "a: 1\n"],
    ["a value over several lines", "a: 'one\n\n  two'\nb: 1\n", { a: "x" }, "a: x\nb: 1\n"],
    ["a folded value stays", "a: long\n  text\nb: 1\n", { b: 2 }, "a: long\n  text\nb: 2\n"],
    ["a mapping", "tags:\n  a: 1\nz: 1\n", { tags: { b: "2" } }, "tags:\n  b: '2'\nz: 1\n"],
    ["an empty mapping", "tags:\n  a: 1\nz: 1\n", { tags: {} }, "tags: {}\nz: 1\n"],
    ["a list at the margin", "tags:\n- a\n- b\nz: 1\n", { z: 2 }, "tags:\n- a\n- b\nz: 2\n"],
    [
      "comments above other keys stay",
      "# mine\na: 1\nb: 2\n# why\nc: 3\n",
      { a: 2 },
      "# mine\na: 2\nb: 2\n# why\nc: 3\n",
    ],
    ["unknown keys stay", "a: 1\nx-team: vision\n", { a: 2 }, "a: 2\nx-team: vision\n"],
    ["line ends of Windows", "a: 1\r\nb: 2\r\n", { b: "x\ny", c: 1 }, "a: 1\r\nb: 'x\r\n\r\n  y'\r\nc: 1\r\n"],
    ["a file without a last line end", "a: 1\nb: 2", { c: 3 }, "a: 1\nb: 2\nc: 3\n"],
    ["a document's start", "---\na: 1\n", { a: 2 }, "---\na: 2\n"],
  ];
  for (const [what, text, changes, edited] of cases) {
    test(what, () => assert.equal(editMeta(text, changes), edited));
  }
});

test("YAML that MLflow does not write is edited by the YAML library", async () => {
  const edit = (text: string, changes: MetaChanges) => withYaml(() => editMeta(text, changes));
  assert.equal(await edit("{a: 1, b: two}\n", { a: 2 }), "{ a: 2, b: two }\n");
  assert.equal(await edit("? a\n: 1\n", { b: 2 }), "a: 1\nb: 2\n");
});

describe("a file that cannot be read as a whole is not written", () => {
  const cases: [what: string, content: string, words: RegExp][] = [
    ["an empty one", "", /is empty: another process may be writing it/],
    ["no YAML", "a: [1", /is not YAML/],
  ];
  for (const [what, content, message] of cases) {
    test(what, async () => {
      const path = join(madeFolder({ "meta.yaml": content }), "meta.yaml");
      await assert.rejects(
        withYaml(() => openMeta(path)),
        { errorCode: "INVALID_STATE", message },
      );
    });
  }
});
