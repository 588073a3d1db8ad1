import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { entryPointOf, missingParameters, valueProblem } from "../../../src/mlflow/project/entryPoint.ts";
import { isProjectFile } from "../../../src/mlflow/project/project.ts";
import { readProject } from "../../../src/mlflow/project/readProject.ts";
import { isBrokenByCmd, shellQuote, unquotedParameter } from "../../../src/mlflow/project/shell.ts";
import { fieldNames } from "../../../src/mlflow/project/strFormat.ts";

const folder = { path: "/project", exists: (path: string) => path === "/project/data.csv" };

/** What is wrong, with the text that it is said of. */
function problems(text: string): [severity: string, where: string, message: string][] {
  return readProject(text, folder).problems.map(({ severity, message, range }) => [
    severity,
    text.slice(range.start, range.end),
    message,
  ]);
}

describe("An MLproject is read", () => {
  test("with its entry points, their parameters and where their names stand", () => {
    const text =
      "name: iris\nentry_points:\n  main:\n    parameters:\n      n: {type: int, default: 10}\n      data: path\n    command: python t.py {n} {data}\n";
    const { name, entryPoints, environment, problems: none } = readProject(text, folder);
    assert.deepEqual([name, none, environment], ["iris", [], { kind: "python_env", file: undefined }]);
    const [main] = entryPoints;
    assert.equal(text.slice(main!.range!.start, main!.range!.end), "main");
    assert.deepEqual(
      main!.parameters.map(({ name: key, type, default: standard, range }) => [
        key,
        type,
        standard,
        text.slice(range.start, range.end),
      ]),
      [
        ["n", "int", "10", "n"],
        ["data", "path", undefined, "data"],
      ],
    );
  });

  for (const [title, text, expected] of [
    [
      "a default that is no int is warned of where it stands",
      "entry_points:\n  main:\n    parameters:\n      n: {type: int, default: many}\n    command: a {n}\n",
      [["warning", "many", "The default of 'n' is no int: 'many'."]],
    ],
    [
      "a type that MLflow does not know",
      "entry_points:\n  main:\n    parameters:\n      n: number\n    command: a {n}\n",
      [
        [
          "warning",
          "number",
          "MLflow does not know the type 'number': it takes any text. Types are string, float, int, path, uri.",
        ],
      ],
    ],
    ["a field that MLflow does not know", "nmae: x\n", [["warning", "nmae", "MLflow does not know the field 'nmae'."]]],
    [
      "a name in the command that is no parameter",
      "entry_points:\n  main:\n    command: python {n}\n",
      [["error", "python {n}", "The command uses {n}, which is not among the entry point's parameters."]],
    ],
    [
      "an environment file that is not there",
      "conda_env: gone.yaml\n",
      [
        [
          "error",
          "gone.yaml",
          "Project specified conda environment file /project/gone.yaml, but no such file was found.",
        ],
      ],
    ],
    ["an empty file", "", [["error", "", "An MLproject is a mapping with 'name' and 'entry_points'."]]],
  ] as const) {
    test(title, () => assert.deepEqual(problems(text), expected));
  }

  test("as far as it can be: one broken entry point does not hide the others", () => {
    const text = "entry_points:\n  broken:\n    parameters: {}\n  good:\n    command: echo\n";
    const { entryPoints, problems: found } = readProject(text, folder);
    assert.deepEqual([entryPoints.map(({ name }) => name), found.length], [["good"], 1]);
  });

  test("from a file of that name in any letter case", () => {
    assert.deepEqual(["MLproject", "mlproject", "MLPROJECT", "MLproject.yaml"].map(isProjectFile), [
      true,
      true,
      true,
      false,
    ]);
  });
});

describe("A parameter's value", () => {
  const parameter = (type: string) => ({ name: "p", type, default: undefined, range: { start: 0, end: 0 } });
  for (const [type, value, expected] of [
    ["int", "12", undefined],
    ["int", "1.5", "warning: The value of 'p' is no int: '1.5'."],
    ["float", "1e-3", undefined],
    ["float", "nan", undefined],
    ["float", "fast", "warning: The value of 'p' is no float: 'fast'."],
    ["string", "", undefined],
    ["uri", "models:/m/1", undefined],
    ["uri", "models", "error: Expected URI for parameter p but got models"],
    ["path", "data.csv", undefined],
    ["path", "/project/data.csv", undefined],
    ["path", "file:///project/data.csv", undefined],
    ["path", "s3://bucket/data.csv", undefined],
    ["path", "other.csv", "error: Got value other.csv for parameter p, but no such file or directory was found."],
  ] as const) {
    test(`${value} as ${type}`, () => {
      const problem = valueProblem(parameter(type), value, { folder: "/project", exists: folder.exists });
      assert.equal(problem && `${problem.severity}: ${problem.message}`, expected);
    });
  }

  test("that is missing is named as MLflow names it", () => {
    const entryPoint = {
      name: "main",
      command: "",
      parameters: [parameter("int"), { ...parameter("int"), name: "q" }],
    };
    assert.equal(missingParameters(entryPoint, {}), "No value given for missing parameters: 'p', 'q'");
    assert.equal(missingParameters(entryPoint, { p: "", q: "1" }), undefined);
  });

  for (const text of ["", "a b", "it's $HOME", "a\nb", "plain", '"', "\\", "ü"]) {
    test(`${JSON.stringify(text)} comes back from what MLflow logs`, () => {
      assert.equal(unquotedParameter(shellQuote(text)), text);
    });
  }

  test("that MLflow did not quote stays as it is", () => {
    for (const logged of ["a b", "it's", '"a"', "\\n", "a  'b"]) assert.equal(unquotedParameter(logged), logged);
  });

  test("that cmd.exe would change is known", () => {
    assert.deepEqual(["a b", "a\\b", "%PATH%", "a&b", 'a"b', "a\nb"].map(isBrokenByCmd), [
      false,
      false,
      true,
      true,
      true,
      true,
    ]);
  });
});

test("the names that a command uses are told", () => {
  assert.deepEqual(fieldNames("a {x} {{y}} {z:>3} {w!r} {}"), ["x", "z", "w", ""]);
});

test("an entry point that is no name and no script is refused in MLflow's words", () => {
  assert.throws(() => entryPointOf({ entryPoints: [] }, "other"), {
    message: /^Could not find other among entry points \[\] or interpret other as a runnable script\./,
  });
});
