// Makes media/sample/workspace.tar.gz anew with the real MLflow 3.17:  node scripts/sample/make.mjs
// Ids and times follow from a clock of its own, so the same versions of everything make the same store. Needs Git and GNU tar.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "../bootstrap/cache.mjs";
import { bootstrapPython, python } from "../bootstrap/python.mjs";
import { inWords, run, step, Trouble } from "../bootstrap/step.mjs";
import { pack } from "../fixtures/pack.mjs";

/** Stores hold absolute paths: this one is neutral, and `unpackSample` looks for it. */
const workspace = "/tmp/workspace/iris";
const user = "ada";
const home = "/tmp/workspace/home";
/** The clock of all that runs here: nanoseconds since 1970 as a 64-bit integer. */
const clock = join(home, "clock");
const maxBytes = 400_000;
const here = join(root, "scripts", "sample");
const archive = join(root, "media", "sample", "workspace.tar.gz");

/** The workspace's commits, oldest first: which files come in, and in which words they differed from today's. */
const commits = [
  {
    message: "Train a forest on the iris flowers",
    date: "2026-10-12T08:50:00Z",
    files: ["train.py", "MLproject", "python_env.yaml", "conda.yaml", ".gitignore"],
    earlier: {
      "train.py": [
        ["        log_importances(flowers.feature_names, forest)\n", ""],
        [
          'for name in ("mlflow", "scikit-learn", "pandas", "cloudpickle")',
          'for name in ("mlflow", "scikit-learn", "cloudpickle")',
        ],
        ['"--max-depth", type=int, default=3', '"--max-depth", type=int, default=2'],
      ],
      MLproject: [
        [/\n {2}sweep:[^]*/, ""],
        ["max_depth: {type: int, default: 3}", "max_depth: {type: int, default: 2}"],
      ],
    },
  },
  {
    message: "Log what the forest looks at, and go deeper",
    date: "2026-10-19T14:30:00Z",
    files: ["train.py", "MLproject"],
    earlier: { MLproject: [[/\n {2}sweep:[^]*/, ""]] },
  },
  {
    message: "Sweep depths and sizes, evaluate against a file",
    date: "2026-11-09T10:00:00Z",
    files: ["sweep.py", "evaluate.py", "flowers.csv", "MLproject", "README.md"],
    earlier: {},
  },
];

await inWords(async () => {
  await bootstrapPython("3.17");
  const hashes = await step("Making the workspace and its commits", () => makeWorkspace());
  await step("Writing the stores with MLflow 3.17", () =>
    run(python("3.17"), [join(here, "make_store.py"), ...hashes], { cwd: workspace, quiet: true, env: environment() }),
  );
  await step("Packing", () => {
    execFileSync("git", ["-C", workspace, "gc", "--quiet", "--prune=now"]);
    rmSync(join(workspace, ".git", "logs"), { recursive: true, force: true });
    rmSync(join(workspace, "__pycache__"), { recursive: true, force: true });
    mkdirSync(dirname(archive), { recursive: true });
    pack(workspace, archive);
  });
  const { size } = statSync(archive);
  console.log(`${archive}: ${size} bytes`);
  if (size > maxBytes) throw new Trouble(`The sample is above ${maxBytes} bytes.`);
});

function environment(more = {}) {
  return {
    PATH: `${dirname(python("3.17"))}:${process.env.PATH}`,
    HOME: home,
    LANG: "C.UTF-8",
    TZ: "UTC",
    USER: user,
    LOGNAME: user,
    PYTHONPATH: join(here, "frozen"),
    PYTHONHASHSEED: "0",
    PYTHONDONTWRITEBYTECODE: "1",
    SAMPLE_CLOCK: clock,
    SAMPLE_SEED: "iris",
    MLFLOW_ALLOW_FILE_STORE: "true",
    MLFLOW_ENABLE_ASYNC_TRACE_LOGGING: "false",
    MLFLOW_DISABLE_TELEMETRY: "true",
    ...more,
  };
}

/** Answers the hashes of the commits, which follow from their content and dates. */
function makeWorkspace() {
  rmSync(workspace, { recursive: true, force: true });
  mkdirSync(workspace, { recursive: true });
  mkdirSync(home, { recursive: true });
  writeFileSync(clock, Buffer.alloc(8));
  const git = (date, ...args) =>
    execFileSync("git", ["-c", "core.autocrlf=false", ...args], {
      cwd: workspace,
      encoding: "utf8",
      env: environment({
        GIT_CONFIG_NOSYSTEM: "1",
        GIT_AUTHOR_NAME: "Ada",
        GIT_AUTHOR_EMAIL: "ada@example.com",
        GIT_COMMITTER_NAME: "Ada",
        GIT_COMMITTER_EMAIL: "ada@example.com",
        GIT_AUTHOR_DATE: date,
        GIT_COMMITTER_DATE: date,
      }),
    }).trim();
  git("", "init", "--quiet", "--initial-branch=main", "--template=");
  return commits.map(({ message, date, files, earlier }) => {
    for (const file of files) {
      const today = readFileSync(join(here, "workspace", file), "utf8");
      writeFileSync(join(workspace, file), (earlier[file] ?? []).reduce(edited, today));
    }
    git(date, "add", "--all");
    git(date, "commit", "--quiet", "-m", message);
    return git(date, "rev-parse", "HEAD");
  });
}

function edited(text, [today, earlier]) {
  const result = text.replace(today, earlier);
  if (result === text) throw new Trouble(`The workspace no longer holds: ${String(today)}`);
  return result;
}
