/** A project in Git, run by the real MLflow at a commit or with uncommitted changes, whose tree has changed since. */
import { execFileSync } from "node:child_process";
import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { python, pythonEnvironment } from "../../scripts/bootstrap/python.mjs";
import { temporaryFolder } from "../fixtures.ts";

/** What the project's program multiplies with, so that its metrics tell which code made them. */
const program = (factor: number) => `import subprocess
import sys

import mlflow

factor = ${factor}
rate, title = float(sys.argv[1]), sys.argv[2]
mlflow.log_metric("loss", factor * rate)
for step in range(3):
    mlflow.log_metric("accuracy", factor * rate / (step + 1), step=step)
mlflow.log_metric("title length", len(title))
mlflow.log_text("six==1.17.0\\n", "requirements.txt")
diff = subprocess.run(["git", "diff"], capture_output=True, text=True).stdout
if diff:
    mlflow.log_text(diff, "uncommitted.diff")
`;

/** A value that a shell would make something else of. */
export const oddTitle = `it's "two" words $(touch hacked)`;

export interface GitProject {
  workspace: string;
  git: (...args: string[]) => string;
  /** Everything in the user's tree and repository, but for what Git is told of worktrees. */
  snapshot: () => Record<string, string>;
}

/** A run at a commit, named `first`, or one with changes on top of it, `dirty`; then the tree goes on, in the middle of work. */
export function gitProject(version: string, name: string, made: "first" | "dirty"): GitProject {
  const workspace = join(temporaryFolder(), name);
  mkdirSync(join(workspace, ".vscode"), { recursive: true });
  const write = (path: string, text: string) => writeFileSync(join(workspace, path), text);
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", workspace, "-c", "user.name=Ada", "-c", "user.email=ada@example.org", ...args], {
      encoding: "utf8",
    });
  const commit = () => {
    git("add", "-A");
    git("commit", "-q", "-m", "x");
  };
  const executable = python(version);
  const run = (runName: string) =>
    execFileSync(
      executable,
      [
        ...["-m", "mlflow", "run", ".", "--env-manager=local", "--experiment-name=replayed", `--run-name=${runName}`],
        ...["--param-list", "rate=0.5", "--param-list", `title=${oddTitle}`],
      ],
      {
        cwd: workspace,
        stdio: ["ignore", "ignore", "inherit"],
        env: {
          ...process.env,
          ...pythonEnvironment,
          PATH: dirname(executable) + delimiter + process.env["PATH"],
          MLFLOW_TRACKING_URI: "file:mlruns",
          MLFLOW_ALLOW_FILE_STORE: "true",
          MLFLOW_DISABLE_TELEMETRY: "true",
        },
      },
    );
  git("init", "-q");
  write(".gitignore", "mlruns\n.vscode\n");
  write(".vscode/settings.json", JSON.stringify({ "mlflowLens.pythonPath": executable }));
  write(
    "MLproject",
    `name: replayed
entry_points:
  main:
    parameters: {rate: float, title: string, depth: {type: int, default: 3}}
    command: python train.py {rate} {title}
`,
  );
  write("train.py", program(1));
  commit();
  if (made === "dirty") write("train.py", program(2));
  run(made);
  write("train.py", program(3));
  write("later.py", "later = True\n");
  commit();
  write("train.py", program(4));
  write("staged.txt", "staged\n");
  git("add", "staged.txt");
  write("untracked.txt", "mine\n");
  const snapshot = () => {
    const found: Record<string, string> = {};
    for (const path of readdirSync(workspace, { recursive: true, encoding: "utf8" })) {
      if (/^(mlruns|\.git\/(worktrees|objects))(\/|$)/.test(path)) continue;
      const stats = lstatSync(join(workspace, path));
      if (stats.isDirectory()) found[path] = "";
      else if (stats.isSymbolicLink()) found[path] = readlinkSync(join(workspace, path));
      else found[path] = `${stats.mode} ${readFileSync(join(workspace, path), "latin1")}`;
    }
    return found;
  };
  return { workspace, git, snapshot };
}
