import assert from "node:assert/strict";
import { test } from "node:test";
import { madeOn, passedParameters } from "../../../src/replay/recipe/parameters.ts";
import { obstacleOf, reproducibility, type Facts, type PartName } from "../../../src/replay/recipe/reproducibility.ts";
import type { EntryPoint } from "../../../src/mlflow/project/project.ts";

const commit = "0123456789abcdef0123456789abcdef01234567";
const parameters = { values: { rate: "0.1" }, defaulted: [], missing: [], cut: [], refused: [], others: 0 };
const packages = {
  python: "3.11.7",
  lines: ["mlflow==3.17.2", "numpy==2.1.0"],
  leftOut: [],
  files: ["requirements.txt"],
};
const whole: Facts = {
  code: { kind: "here", commit, hasSubmodules: false, hasFilters: false },
  changes: { kind: "none" },
  program: { kind: "project", name: "main", folder: "", isDocker: false },
  isNested: false,
  parameters,
  loggedParameters: 1,
  environment: { packages, from: "run" },
};
const states = (facts: Facts) => Object.fromEntries(reproducibility(facts).map(({ name, state }) => [name, state]));
const remarks = (facts: Facts, part: PartName) =>
  reproducibility(facts)
    .find(({ name }) => name === part)!
    .remarks.map(({ is }) => is);

test("a run that logged everything is restorable, each part with a reason", () => {
  assert.deepEqual(Object.values(states(whole)), Array(5).fill("restorable"));
  assert.ok(reproducibility(whole).every((part) => part.remarks.length > 0));
  assert.equal(obstacleOf(reproducibility(whole)), "none");
});

const lacking: [name: string, facts: Partial<Facts>, part: PartName, state: string, remarks: string[]][] = [
  ["no commit", { code: { kind: "missing", reason: "none" } }, "code", "missing", ["told"]],
  [
    "submodules, filters",
    { code: { kind: "here", commit, hasSubmodules: true, hasFilters: true } },
    ...(["code", "partly", ["commitHere", "withoutSubmodules", "unfiltered"]] as const),
  ],
  ["nothing told of changes", { changes: { kind: "unknown" } }, "changes", "partly", ["unknownChanges"]],
  ["changes not kept", { changes: { kind: "notKept" } }, "changes", "missing", ["changesNotKept"]],
  ["a patch", { changes: { kind: "patch", name: "x.diff", lines: 3 } }, "changes", "restorable", ["patchApplies"]],
  [
    "a patch that does not fit",
    { changes: { kind: "patch", name: "x.diff", lines: 3, problem: "no" } },
    ...(["changes", "missing", ["patchFails"]] as const),
  ],
  ["no program", { program: undefined }, "entryPoint", "missing", ["noCommitToLookIn"]],
  [
    "a notebook",
    { program: { kind: "none", why: "notebook", name: "a.ipynb" } },
    ...(["entryPoint", "missing", ["noProgram"]] as const),
  ],
  [
    "an MLproject that cannot be read",
    { program: { kind: "project", name: "main", folder: "", problem: "broken", isDocker: false } },
    ...(["entryPoint", "missing", ["told"]] as const),
  ],
  ["a nested run", { isNested: true }, "entryPoint", "partly", ["entryPoint", "nested"]],
  [
    "a script with a store of its own",
    { program: { kind: "script", name: "train.py", folder: "", namesStore: true }, parameters: undefined },
    ...(["entryPoint", "partly", ["script", "ownStore"]] as const),
  ],
  [
    "a script's arguments",
    { program: { kind: "script", name: "train.py", folder: "", namesStore: false }, parameters: undefined },
    ...(["parameters", "partly", ["noArguments"]] as const),
  ],
  [
    "a parameter that is nowhere",
    { parameters: { ...parameters, missing: ["depth"], refused: [{ name: "data", problem: "gone" }] } },
    ...(["parameters", "missing", ["refused", "notLogged"]] as const),
  ],
  ["a value that was cut", { parameters: { ...parameters, cut: ["text"] } }, "parameters", "missing", ["cut"]],
  [
    "defaults",
    { parameters: { ...parameters, defaulted: ["depth"], others: 2 } },
    ...(["parameters", "partly", ["passed", "others", "defaulted"]] as const),
  ],
  ["no environment", { environment: undefined }, "environment", "missing", ["noEnvironment"]],
  [
    "open versions, lines left out, no mlflow",
    { environment: { packages: { ...packages, lines: ["numpy>=2"], leftOut: ["-e ."] }, from: "run" } },
    ...(["environment", "partly", ["packages", "leftOut", "unpinned", "mlflowAdded"]] as const),
  ],
  ["the commit's environment", { environment: { packages, from: "commit" } }, "environment", "partly", ["ofCommit"]],
].map((each) => [...each] as never);

test("what is lacking is said of its part, and of no other", () => {
  for (const [name, facts, part, state, told] of lacking) {
    const all = { ...whole, ...facts };
    assert.equal(states(all)[part], state, name);
    assert.deepEqual(remarks(all, part), told, name);
  }
});

test("without code or entry point nothing can start; a parameter can be given", () => {
  const obstacle = (facts: Partial<Facts>) => obstacleOf(reproducibility({ ...whole, ...facts }));
  assert.equal(obstacle({ code: { kind: "missing", reason: "" }, program: undefined, parameters: undefined }), "all");
  assert.equal(obstacle({ program: { kind: "none", why: "noScript", name: "-c" } }), "all");
  assert.equal(obstacle({ parameters: { ...parameters, missing: ["depth"] } }), "parameters");
  assert.equal(obstacle({ environment: undefined, changes: { kind: "notKept" } }), "none");
});

const entryPoint: EntryPoint = {
  name: "main",
  command: "python train.py",
  parameters: (
    [
      ["text", "string", undefined],
      ["rate", "float", "0.1"],
      ["data", "path", "data.csv"],
      ["link", "uri", undefined],
    ] as const
  ).map(([name, type, standard]) => ({ name, type, default: standard, range: { start: 0, end: 0 } })),
};
const paths = { folder: "/tree", exists: (path: string) => path === "/tree/data.csv" };
const passed = (
  params: Record<string, string>,
  made: "posix" | "windows" = "posix",
  platform: NodeJS.Platform = "linux",
) => passedParameters(entryPoint, params, { paths, madeOn: made, platform });

test("parameters are passed as they were given to mlflow run", () => {
  const params = { text: `'it'"'"'s $HOME'`, rate: "0.5", data: "data.csv", link: "s3://b/x" };
  assert.deepEqual(passed(params), {
    ...{ defaulted: [], missing: [], cut: [], refused: [], others: 0 },
    values: { text: "it's $HOME", rate: "0.5", data: "data.csv", link: "s3://b/x" },
  });
  assert.equal(passed({ ...params, text: '"two words"' }, "windows").values["text"], "two words");
});

test("what an entry point does not declare is passed only where mlflow run must have logged it", () => {
  const { values, others } = passed({
    text: "a",
    link: "s3:x",
    extra: "'two words'",
    epochs: "10",
    "x; rm -rf ~": "'a b'",
  });
  assert.deepEqual(
    [values["extra"], others, "epochs" in values, "x; rm -rf ~" in values],
    ["two words", 2, false, false],
  );
});

test("values that cannot be passed are named with MLflow's words", () => {
  const { missing, cut, refused, defaulted } = passed({ text: "'cut off", data: "gone.csv" });
  assert.deepEqual([missing, cut, defaulted], [["link"], ["text"], ["rate"]]);
  assert.deepEqual(refused, [
    { name: "data", problem: "Got value gone.csv for parameter data, but no such file or directory was found." },
  ]);
  assert.deepEqual(passed({ text: "50%", link: "s3:x" }, "posix", "win32").refused, [
    { name: "text", problem: undefined },
  ]);
  assert.deepEqual(passed({ __proto__: "x", constructor: "y", text: "a", link: "s3:x" }).others, 1);
});

test("the system that made a run is told by its source", () => {
  for (const name of ["C:\\x\\train.py", "file://C:\\x#sub", "file:///c:/x"])
    assert.equal(madeOn({ "mlflow.source.name": name }), "windows");
  for (const name of ["/x/train.py", "file:///x", "git@host:x", ""])
    assert.equal(madeOn({ "mlflow.source.name": name }), "posix");
});
