import assert from "node:assert/strict";
import { test } from "node:test";
import { packageRows } from "../../../src/compare/environment/packageRows.ts";

const environment = (packages: Record<string, string>) => new Map(Object.entries(packages));
const base = environment({ numpy: "==2.1.0", pandas: "==2.0", torch: "==1.0", old: "==1", ranged: ">=1" });
const other = environment({ numpy: "==2.10.0", pandas: "==2.0", torch: "==0.9", fresh: "==1", ranged: ">=2" });

test("packages are marked as added, removed, up and down against the baseline", () => {
  const rows = packageRows([base, other], 0);
  const marks = Object.fromEntries(rows.map(({ key, cells }) => [key, cells[1]?.mark]));
  assert.deepEqual(marks, {
    fresh: "added",
    numpy: "up",
    old: "removed",
    pandas: "same",
    ranged: "different",
    torch: "down",
  });
  assert.deepEqual(
    rows.map(({ key, differs }) => [key, differs]),
    [
      ["fresh", true],
      ["numpy", true],
      ["old", true],
      ["pandas", false],
      ["ranged", true],
      ["torch", true],
    ],
  );
});

test("the baseline itself carries no marks, and a version stands without its signs", () => {
  const [numpy] = packageRows([environment({ numpy: "==2.1.0" }), environment({ numpy: "" })], 0);
  assert.deepEqual(numpy?.cells, [
    { text: "2.1.0", mark: undefined },
    { text: "*", mark: "different" },
  ]);
});

test("a run without an environment is no difference", () => {
  const [numpy] = packageRows([environment({ numpy: "==2.1.0" }), undefined], 0);
  assert.deepEqual([numpy?.differs, numpy?.cells[1]], [false, null]);
  const [alone] = packageRows([undefined, environment({ numpy: "==2.1.0" })], 0);
  assert.equal(alone?.cells[1]?.mark, undefined);
});
