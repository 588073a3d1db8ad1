import assert from "node:assert/strict";
import { test } from "node:test";
import { pythonProgramOf } from "../../../src/mlflow/project/pythonProgram.ts";

for (const [command, expected] of [
  ["python train.py", { start: { program: "train.py" }, args: [], pythonArgs: [] }],
  ["python3 train.py --lr 0.1 'a b'", { start: { program: "train.py" }, args: ["--lr", "0.1", "a b"], pythonArgs: [] }],
  [
    "/usr/bin/python3.11 -u -W ignore t.py -x",
    { start: { program: "t.py" }, args: ["-x"], pythonArgs: ["-u", "-W", "ignore"] },
  ],
  ["python -m package.train --n 3", { start: { module: "package.train" }, args: ["--n", "3"], pythonArgs: [] }],
  [`python t.py 'it'"'"'s $HOME; rm *'`, { start: { program: "t.py" }, args: ["it's $HOME; rm *"], pythonArgs: [] }],
  ["python t.py ''", { start: { program: "t.py" }, args: [""], pythonArgs: [] }],
  ["  python   t.py\n", { start: { program: "t.py" }, args: [], pythonArgs: [] }],
] as const) {
  test(`${JSON.stringify(command)} is one Python program`, () => assert.deepEqual(pythonProgramOf(command), expected));
}

for (const command of [
  "bash train.sh",
  "python a.py && python b.py",
  "python a.py | tee log",
  "python a.py $HOME",
  'python a.py "$HOME"',
  "python a.py > log",
  "python a.py *.csv",
  "A=1 python a.py",
  "python a.py\npython b.py",
  "python -c 'print(1)'",
  "python",
  "python -m",
  "pythonic a.py",
  "python 'a.py",
  "",
]) {
  test(`${JSON.stringify(command)} needs a shell, or is no Python program`, () => {
    assert.equal(pythonProgramOf(command), undefined);
  });
}
