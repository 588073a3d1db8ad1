import type { Contents } from "./storeContents.ts";

/** Keys of meta files that only MLflow 2 or only MLflow 3 writes. */
const versionKeys = [
  ...["workspace", "trace_location", "effective_trace_archival_retention", "deployment_job_id", "deployment_job_state"],
  ...["model_id", "run_uuid"],
];

/** Contents of a file store without what only one version writes into its meta files. */
export function withoutVersionKeys(contents: Contents): Contents {
  const keys = new RegExp(`^(?:${versionKeys.join("|")}):.*\n`, "gm");
  return Object.fromEntries(
    Object.entries(contents).map(([path, content]) => {
      const isMeta = typeof content === "string" && path.endsWith("meta.yaml");
      return [path, isMeta ? withoutStaleAliases(path, content.replace(keys, "")) : content];
    }),
  );
}

/** MLflow 2 keeps a copy of the aliases in each version's meta file, and forgets to change it. */
function withoutStaleAliases(path: string, meta: string): string {
  return /version-\d+/.test(path) ? meta.replace(/^aliases:.*\n(?:- .*\n)*/m, "") : meta;
}
