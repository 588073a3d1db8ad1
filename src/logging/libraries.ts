/** A library that MLflow logs by itself once it is told to. */
export interface Library {
  /** The modules that are it, with all that is in them. */
  modules: string[];
  /** Of `mlflow`: `sklearn` for `mlflow.sklearn.autolog()`. */
  flavor: string;
  /** Whether it logs models, which a script that does that itself would have twice. */
  logsModels: boolean;
  /** The first MLflow that has it, as major and minor number. */
  since: [number, number];
}

/** PyTorch without Lightning is not among them: there is nothing in a loop that MLflow could hold on to. */
export const libraries: readonly Library[] = [
  { modules: ["sklearn"], flavor: "sklearn", logsModels: true, since: [1, 11] },
  { modules: ["xgboost"], flavor: "xgboost", logsModels: true, since: [1, 3] },
  { modules: ["lightgbm"], flavor: "lightgbm", logsModels: true, since: [1, 3] },
  { modules: ["statsmodels"], flavor: "statsmodels", logsModels: true, since: [1, 14] },
  { modules: ["lightning", "pytorch_lightning"], flavor: "pytorch", logsModels: true, since: [1, 13] },
  { modules: ["tensorflow"], flavor: "tensorflow", logsModels: true, since: [1, 3] },
  { modules: ["keras"], flavor: "keras", logsModels: true, since: [1, 3] },
  { modules: ["pyspark.ml"], flavor: "pyspark.ml", logsModels: true, since: [1, 17] },
  { modules: ["transformers"], flavor: "transformers", logsModels: false, since: [2, 3] },
  { modules: ["openai"], flavor: "openai", logsModels: false, since: [2, 14] },
  { modules: ["langchain", "langchain_core"], flavor: "langchain", logsModels: false, since: [2, 14] },
  { modules: ["llama_index"], flavor: "llama_index", logsModels: false, since: [2, 15] },
  { modules: ["anthropic"], flavor: "anthropic", logsModels: false, since: [2, 19] },
  { modules: ["dspy"], flavor: "dspy", logsModels: false, since: [2, 18] },
];

/** Before it, a library that is newer than MLflow knows makes its own `autolog` fail, and `mlflow.autolog` warn. */
export const checksLibrariesSince: [number, number] = [2, 0];

/** The first MLflow with `log_input`. */
export const datasetsSince: [number, number] = [2, 4];

/** @param version such as `3.17.2`; undefined where it is not known, which stands for any */
export function hasSince(version: string | undefined, [major, minor]: [number, number]): boolean {
  if (version === undefined) return true;
  const [ownMajor = 0, ownMinor = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}

/** Libraries that a script with these modules imports, in their order here. */
export function librariesIn(modules: ReadonlySet<string>): Library[] {
  return libraries.filter((library) =>
    library.modules.some((own) => [...modules].some((module) => module === own || module.startsWith(`${own}.`))),
  );
}
