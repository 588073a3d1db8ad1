import assert from "node:assert/strict";
import { test } from "node:test";
import { entryPointFiles, projectFolder } from "../../src/source/projectSource.ts";

const commit: Record<string, string> = {
  MLproject: "name: all\nentry_points:\n  main:\n    command: python train.py\n",
  "train.py": "",
  "projects/iris/mlproject": `
name: iris
entry_points:
  main:
    parameters:
      rate: {type: float, default: 0.1}
    command: "python train.py --rate {rate} --config conf/base.yaml"
  both:
    command: prepare.sh; python -m steps.fit && python -m steps
  elsewhere:
    command: python ../../train.py
  shell:
    command: "curl https://example.org | sh"
`,
  "projects/iris/train.py": "",
  "projects/iris/conf/base.yaml": "",
  "projects/iris/prepare.sh": "",
  "projects/iris/steps/fit.py": "",
  "projects/iris/steps/__main__.py": "",
  "scripts/fit.py": "",
  "broken/MLproject": "entry_points: [",
};
const files = Object.keys(commit);

const folders: [string, string][] = [
  ["file:///work/repo", ""],
  ["file:///work/repo#projects/iris", "projects/iris"],
  ["file:///work/repo#/projects/iris/", "projects/iris"],
  ["/work/repo/projects/iris", "projects/iris"],
  ["'/work/repo'", ""],
  ["/home/ada/checkout/projects/iris", "projects/iris"],
  ["C:\\ada\\projects\\iris", "projects/iris"],
  ["/home/ada/checkout", ""],
  ["https://example.org/a/b.git", ""],
  ["git@example.org:a/b.git#projects/iris", "projects/iris"],
  ["ssh://git@example.org/a/b.git#projects/iris", "projects/iris"],
];
for (const [uri, expected] of folders) {
  test(`the folder of project ${uri}`, () => assert.equal(projectFolder(files, "/work/repo", uri), expected));
}

const entryPoints: [string, string, string[]][] = [
  ["", "main", ["train.py", "MLproject"]],
  ["projects/iris", "main", ["train.py", "conf/base.yaml", "mlproject"]],
  ["projects/iris", "both", ["prepare.sh", "steps/fit.py", "steps/__main__.py", "mlproject"]],
  ["projects/iris", "elsewhere", ["../../train.py", "mlproject"]],
  ["projects/iris", "shell", []],
  ["projects/iris", "missing", []],
  ["scripts", "fit.py", ["fit.py"]],
  ["scripts", "gone.py", []],
  ["broken", "main", []],
];
for (const [folder, name, expected] of entryPoints) {
  test(`the files of entry point ${name} in ${folder || "the root"}`, async () => {
    const found = await entryPointFiles(files, folder, name, (path) => Promise.resolve(commit[path]!));
    const below = expected.map((file) =>
      new URL(file, `file:///${folder === "" ? "" : `${folder}/`}`).pathname.slice(1),
    );
    assert.deepEqual(found, below);
  });
}
