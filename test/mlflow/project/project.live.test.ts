import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, test } from "node:test";
import { commandOf, entryPointOf } from "../../../src/mlflow/project/entryPoint.ts";
import { readProject } from "../../../src/mlflow/project/readProject.ts";
import { shellQuote, unquotedParameter } from "../../../src/mlflow/project/shell.ts";
import { temporaryFolder } from "../../fixtures.ts";
import { commands, crashes, refusals, type ProjectCase } from "./cases.ts";

const root = resolve(import.meta.dirname, "../../..");

interface Answer {
  command?: string;
  logged?: Record<string, string>;
  refusal?: string;
  crash?: string;
}

const folder = temporaryFolder();
mkdirSync(join(folder, "a folder"));
for (const name of ["there.csv", "conda.yaml", "python_env.yaml"]) writeFileSync(join(folder, name), "");

function ask(version: string, cases: ProjectCase[]): Answer[] {
  const python = join(root, ".cache/python", version, "bin/python");
  const input = JSON.stringify(cases);
  const env = { ...process.env, MLFLOW_DISABLE_TELEMETRY: "true", GIT_PYTHON_REFRESH: "quiet", SHELL: "/bin/sh" };
  const options = { cwd: folder, input, encoding: "utf8", env } as const;
  return JSON.parse(execFileSync(python, [join(import.meta.dirname, "ask.py")], options)) as Answer[];
}

function ours({ text, entryPoint: name = "main", values = {} }: ProjectCase, version: string): Answer {
  const project = readProject(text, { path: folder, exists: existsSync });
  const error = project.problems.find(({ severity }) => severity === "error");
  if (error !== undefined) return { refusal: error.message };
  try {
    const entryPoint = entryPointOf(project, name, "/bin/sh");
    const paths = { folder, exists: existsSync };
    const logged: [string, string][] = entryPoint.parameters.map(({ name: key, default: standard }) => [
      key,
      values[key] ?? standard ?? "",
    ]);
    return {
      command: commandOf(entryPoint, values, { paths, quotesKeys: version.startsWith("3") }),
      logged: Object.fromEntries(
        [...logged, ...Object.entries(values)].map(([key, value]) => [key, shellQuote(value)]),
      ),
    };
  } catch (refusal) {
    return { refusal: (refusal as Error).message };
  }
}

/** Sets and the order of what MLflow checks first are no promise. */
const sorted = (text: string | undefined) => [...(text ?? "").matchAll(/[\w.-]+/g)].map(String).sort().join(" ");

for (const version of ["3.17", "2.22"]) {
  describe(`MLprojects as MLflow ${version} takes them`, () => {
    const answers = ask(version, [...commands, ...refusals, ...crashes]);
    const answerOf = (one: ProjectCase) => answers[[...commands, ...refusals, ...crashes].indexOf(one)]!;
    for (const one of commands) {
      test(`${one.title} makes the same command and logs the same`, () => {
        assert.deepEqual(ours(one, version), answerOf(one));
        for (const [key, logged] of Object.entries(answerOf(one).logged ?? {})) {
          const given = one.values?.[key];
          if (given !== undefined) assert.equal(unquotedParameter(logged), given);
        }
      });
    }
    for (const one of refusals) {
      test(`${one.title} is refused in the same words`, () => {
        assert.equal(sorted(ours(one, version).refusal), sorted(answerOf(one).refusal));
      });
    }
    for (const one of crashes) {
      test(`${one.title} is refused`, () => {
        assert.ok(answerOf(one).crash, `MLflow answers ${JSON.stringify(answerOf(one))}`);
        assert.ok(ours(one, version).refusal);
      });
    }
  });
}
