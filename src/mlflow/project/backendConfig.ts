/** Reads a file that a configuration names, relative to where MLflow is started; undefined where there is none. */
export type ReadConfigFile = (path: string) => string | undefined;

/**
 * What MLflow refuses in the configuration of a backend, in its words, before it starts anything.
 *
 * @param backend `local`, `databricks`, `kubernetes`, or the name of a plug-in
 * @param config the path of a file that ends in `.json`, or JSON itself
 */
export function backendConfigProblem(
  backend: string,
  config: string | undefined,
  read: ReadConfigFile,
): string | undefined {
  if (backend === "local") return undefined;
  if (config === undefined || config === "") return missingConfig(backend);
  const isFile = /[^/\\]\.json$/.test(config);
  const text = isFile ? read(config) : config;
  if (text === undefined) return `No such file or directory: '${config}'`;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    const { message } = error as SyntaxError;
    return isFile
      ? `Error when attempting to load and parse JSON cluster spec from file ${config}: ${message}`
      : `Invalid backend config JSON. Parse error: ${message}`;
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    return "The backend config is no JSON object.";
  }
  const fields = parsed as Record<string, unknown>;
  if (backend === "kubernetes") return kubernetesProblem(fields, read);
  if (backend === "databricks" && "existing_cluster_id" in fields) {
    return "MLflow Project runs on Databricks must provide a *new cluster* specification. Project execution against existing clusters is not currently supported.";
  }
  return undefined;
}

function missingConfig(backend: string): string | undefined {
  if (backend === "kubernetes") return "Specify 'backend_config' when using kubernetes mode.";
  if (backend === "databricks") {
    return "Backend spec must be provided when launching MLflow project runs on Databricks.";
  }
  return undefined;
}

function kubernetesProblem(fields: Record<string, unknown>, read: ReadConfigFile): string | undefined {
  if (Object.keys(fields).length === 0) return "Backend_config file not found.";
  const template = fields["kube-job-template-path"];
  if (template === undefined) return "'kube-job-template-path' attribute must be specified in backend_config.";
  if (typeof template !== "string" || read(template) === undefined) {
    return `Could not find 'kube-job-template-path': ${typeof template === "string" ? template : JSON.stringify(template)}`;
  }
  return "repository-uri" in fields ? undefined : "Could not find 'repository-uri' in backend_config.";
}
