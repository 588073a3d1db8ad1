/** A function that is put into a script, and what it needs. */
export interface InsertedFunction {
  part: "packages" | "changes";
  name: string;
  modules: string[];
  /** Ends with a line break. */
  text: string;
}

/** In MLflow's own form: `requirements.txt`, and a `python_env.yaml` that names it and the Python. */
export function packagesFunction(name: string, mlflow: string, indentUnit: string): InsertedFunction {
  const text = `def ${name}():
    """Logs this Python and the packages that are installed in it."""
    packages = sorted(f"{each.metadata['Name']}=={each.version}" for each in importlib.metadata.distributions())
    ${mlflow}.log_text("\\n".join(packages) + "\\n", "requirements.txt")
    python_env = {"python": platform.python_version(), "dependencies": ["-r requirements.txt"]}
    ${mlflow}.log_dict(python_env, "python_env.yaml")
`;
  return { part: "packages", name, modules: ["importlib.metadata", "platform"], text: indented(text, indentUnit) };
}

/** A patch beside the artifacts: there it is looked for when runs are compared or run again. */
export function changesFunction(name: string, mlflow: string, indentUnit: string): InsertedFunction {
  const text = `def ${name}():
    """Logs the changes that are not committed, as a patch that \`git apply\` takes."""
    here = pathlib.Path(__file__).resolve().parent
    command = ["git", "diff", "--binary", "--no-color", "--no-ext-diff", "HEAD"]
    try:
        diff = subprocess.run(command, cwd=here, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    except OSError:  # There is no Git on this machine.
        return
    if diff:
        with tempfile.TemporaryDirectory() as folder:
            patch = pathlib.Path(folder, "uncommitted.diff")
            patch.write_bytes(diff)
            ${mlflow}.log_artifact(str(patch))
`;
  return { part: "changes", name, modules: ["pathlib", "subprocess", "tempfile"], text: indented(text, indentUnit) };
}

function indented(text: string, unit: string): string {
  return text.replaceAll(/^(?: {4})+/gm, (spaces) => unit.repeat(spaces.length / 4));
}
