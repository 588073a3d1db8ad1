import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseEnv } from "node:util";

/** The tracking URI that the environment or a folder's `.env` names, and where it was found. */
export interface EnvironmentStore {
  uri: string;
  from: "environment" | ".env";
}

/** MLflow's own variable; a `.env` of a workspace folder only where the user trusts it. */
export async function environmentStores(folders: readonly string[]): Promise<EnvironmentStore[]> {
  const stores: EnvironmentStore[] = [];
  const uri = process.env.MLFLOW_TRACKING_URI;
  if (uri) stores.push({ uri, from: "environment" });
  for (const folder of folders) {
    const text = await readFile(join(folder, ".env"), "utf8").catch(() => "");
    const named = parseEnv(text).MLFLOW_TRACKING_URI;
    if (named) stores.push({ uri: named, from: ".env" });
  }
  return stores;
}
