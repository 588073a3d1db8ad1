import { Document, isScalar } from "yaml";
import { shellQuote } from "../../mlflow/project/shell.ts";

/** What a workflow runs. Paths are relative to the repository's root, with forward slashes. */
export interface WorkflowOptions {
  project: string;
  entryPoint: string;
  parameters: Record<string, string>;
  experiment: string;
  /** The registered model whose version in production a run is compared with. */
  model: string | undefined;
  environment: { kind: "python_env" | "conda_env" | "docker_env"; hasFile: boolean };
  /** Beside the project, for one that names no environment. */
  hasRequirements: boolean;
  /** Such as `3.17.2`; undefined for the newest. */
  mlflow: string | undefined;
  /** Such as `3.11`. */
  python: string;
}

export const workflowPath = ".github/workflows/mlflow.yml";
export const scriptPath = ".github/mlflow/run_and_compare.py";

/** By their commits: what a tag names may change. */
const actions = {
  checkout: ["actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8", "v5.0.0"],
  setupPython: ["actions/setup-python@e797f83bcb11b83ae66e0230d6156d7c80228e7c", "v6.0.0"],
} as const;

const header = ` Runs an entry point of the MLflow project on every push and pull request, and writes how its run compares with the
 version in production into the job's summary.
 Where runs go: the secret or the variable MLFLOW_TRACKING_URI of the repository (Settings > Secrets and variables >
 Actions). Without one, and in pull requests from forks, which see no secrets, they go to a database that ends with the
 job, where nothing is in production.`;

/** The text of `.github/workflows/mlflow.yml`. */
export function workflowFile(options: WorkflowOptions): string {
  const manager = environmentManager(options);
  const secret = (name: string) => `\${{ secrets.${name} }}`;
  const document = new Document({
    name: "MLflow",
    on: { push: { branches: ["main", "master"] }, pull_request: null, workflow_dispatch: null },
    permissions: { contents: "read" },
    concurrency: { group: "mlflow-${{ github.ref }}", "cancel-in-progress": true },
    jobs: {
      run: {
        "runs-on": "ubuntu-latest",
        "timeout-minutes": 60,
        env: {
          MLFLOW_TRACKING_URI:
            "${{ secrets.MLFLOW_TRACKING_URI || vars.MLFLOW_TRACKING_URI || format('sqlite:///{0}/mlflow.db', github.workspace) }}",
          MLFLOW_TRACKING_USERNAME: secret("MLFLOW_TRACKING_USERNAME"),
          MLFLOW_TRACKING_PASSWORD: secret("MLFLOW_TRACKING_PASSWORD"),
          MLFLOW_TRACKING_TOKEN: secret("MLFLOW_TRACKING_TOKEN"),
          ...(manager === "conda" ? { MLFLOW_CONDA_HOME: "/usr/share/miniconda" } : {}),
        },
        steps: [
          { uses: actions.checkout[0], with: { "persist-credentials": false } },
          { uses: actions.setupPython[0], with: { "python-version": options.python } },
          { name: "Install MLflow", run: installCommand(options, manager) },
          { name: "Run and compare with production", run: runCommand(options, manager) },
        ],
      },
    },
  });
  document.commentBefore = header;
  for (const [index, [, version]] of [actions.checkout, actions.setupPython].entries()) {
    const uses = document.getIn(["jobs", "run", "steps", index, "uses"], true);
    if (isScalar(uses)) uses.comment = ` ${version}`;
  }
  return document.toString({ lineWidth: 0, nullStr: "" });
}

/** uv makes the environment that a project names; MLflow before 3 would need pyenv for it. */
function environmentManager({ environment, mlflow }: WorkflowOptions): "local" | "uv" | "conda" {
  if (!environment.hasFile || environment.kind === "docker_env") return "local";
  if (environment.kind === "conda_env") return "conda";
  return mlflow === undefined || Number.parseInt(mlflow, 10) >= 3 ? "uv" : "local";
}

function installCommand(options: WorkflowOptions, manager: string): string {
  const { mlflow, project, hasRequirements } = options;
  const packages = [mlflow === undefined ? "mlflow" : `mlflow==${mlflow}`, ...(manager === "uv" ? ["uv"] : [])];
  const requirements = project === "." ? "requirements.txt" : `${project}/requirements.txt`;
  const needsRequirements = manager === "local" && hasRequirements;
  const words = [...packages, ...(needsRequirements ? ["-r", requirements] : [])];
  return plain(`python -m pip install ${words.map(word).join(" ")}`);
}

function runCommand(options: WorkflowOptions, manager: string): string {
  const { project, entryPoint, experiment, model, parameters } = options;
  const given = [
    `--project=${project}`,
    `--entry-point=${entryPoint}`,
    `--experiment=${experiment}`,
    `--env-manager=${manager}`,
    ...(model === undefined ? [] : [`--model=${model}`]),
    ...Object.entries(parameters).map(([name, value]) => `-P${name}=${value}`),
  ];
  return plain([`python ${scriptPath}`, ...given.map(word)].join(" \\\n  ") + "\n");
}

function word(text: string): string {
  return shellQuote(text);
}

/** GitHub puts values of its own in place of what stands in its double braces, whoever wrote them. */
function plain(text: string): string {
  return text.replaceAll("${{", "${{ '${{' }}");
}
