import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parse } from "yaml";
import { shellWords } from "../../../src/mlflow/search/python/shlex.ts";
import { workflowFile, type WorkflowOptions } from "../../../src/projects/workflow/workflowFile.ts";

const options: WorkflowOptions = {
  project: ".",
  entryPoint: "main",
  parameters: {},
  experiment: "iris",
  model: undefined,
  environment: { kind: "python_env", hasFile: false },
  hasRequirements: false,
  mlflow: "3.17.2",
  python: "3.11",
};

interface Workflow {
  on: Record<string, unknown>;
  permissions: Record<string, string>;
  jobs: { run: { env: Record<string, string>; steps: { uses?: string; run?: string; with?: unknown }[] } };
}

const parsed = (changed: Partial<WorkflowOptions>) => parse(workflowFile({ ...options, ...changed })) as Workflow;
const commands = (changed: Partial<WorkflowOptions>) =>
  parsed(changed).jobs.run.steps.flatMap(({ run }) => (run === undefined ? [] : [run]));

/** What bash makes of a command, once GitHub has put its values in. */
const words = (command: string) =>
  shellWords(command.replaceAll("\\\n", " ").replaceAll("${{ '${{' }}", "${{")) ?? assert.fail(command);

test("the workflow runs on push and pull request, and may only read", () => {
  const workflow = parsed({});
  assert.deepEqual(Object.keys(workflow.on), ["push", "pull_request", "workflow_dispatch"]);
  assert.deepEqual(workflow.permissions, { contents: "read" });
  assert.match(workflow.jobs.run.env["MLFLOW_TRACKING_URI"]!, /^\$\{\{ secrets\.MLFLOW_TRACKING_URI \|\| vars\./);
});

test("actions are pinned to commits, with the version beside them", () => {
  const lines = workflowFile(options).split("\n");
  const uses = lines.filter((line) => line.includes("uses:"));
  assert.equal(uses.length, 2);
  for (const line of uses) assert.match(line, /uses: actions\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  assert.deepEqual(parsed({}).jobs.run.steps[0]!.with, { "persist-credentials": false });
});

test("parameters, names and models reach the program as they are", () => {
  const parameters = {
    plain: "3",
    text: `it's "quoted" $(touch x) \`y\` $HOME`,
    lines: "two\nlines: # and - more\n",
    expression: "${{ secrets.TOKEN }}",
  };
  const [, run] = commands({ parameters, entryPoint: "train it", experiment: "'a'", model: "m: $x", project: "a b" });
  assert.ok(!/\$\{\{ secrets/.test(run!.replaceAll("${{ '${{' }}", "")));
  assert.deepEqual(words(run!), [
    ...["python", ".github/mlflow/run_and_compare.py", "--project=a b", "--entry-point=train it", "--experiment='a'"],
    ...["--env-manager=local", "--model=m: $x", "-Pplain=3", `-Ptext=${parameters.text}`],
    ...[`-Plines=${parameters.lines}`, `-Pexpression=${parameters.expression}`],
  ]);
});

describe("what is installed is what the project names", () => {
  const cases: [name: string, changed: Partial<WorkflowOptions>, install: string, manager: string][] = [
    ["nothing", {}, "python -m pip install mlflow==3.17.2", "local"],
    [
      "requirements",
      { hasRequirements: true, project: "a/b" },
      "python -m pip install mlflow==3.17.2 -r a/b/requirements.txt",
      "local",
    ],
    [
      "a python_env",
      { environment: { kind: "python_env", hasFile: true } },
      "python -m pip install mlflow==3.17.2 uv",
      "uv",
    ],
    [
      "a python_env, by an mlflow without uv",
      { environment: { kind: "python_env", hasFile: true }, mlflow: "2.22.5" },
      "python -m pip install mlflow==2.22.5",
      "local",
    ],
    [
      "a conda_env, and any mlflow",
      { environment: { kind: "conda_env", hasFile: true }, mlflow: undefined },
      "python -m pip install mlflow",
      "conda",
    ],
  ];
  for (const [name, changed, install, manager] of cases) {
    test(name, () => {
      const [installed, run] = commands(changed);
      assert.equal(installed, install);
      assert.ok(words(run!).includes(`--env-manager=${manager}`));
    });
  }
});
