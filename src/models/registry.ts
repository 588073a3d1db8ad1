import type { ModelVersion, RegisteredModel } from "../mlflow/entities.ts";
import type { Store } from "../mlflow/store.ts";

/** A model of a store of the workspace. */
export interface ModelAddress {
  storeId: string;
  name: string;
}

export interface VersionAddress extends ModelAddress {
  version: string;
}

/** All versions of a model, newest first, with their aliases. */
export async function versionsOf(store: Store, name: string): Promise<ModelVersion[]> {
  return (await modelWithVersions(store, name)).versions;
}

export async function modelWithVersions(
  store: Store,
  name: string,
): Promise<{ model: RegisteredModel; versions: ModelVersion[] }> {
  const model = await store.getRegisteredModel(name);
  // MLflow's grammar has no escapes: a name with both quotes cannot be asked for.
  const quote = name.includes("'") ? '"' : "'";
  const filter = name.includes(quote) ? undefined : `name = ${quote}${name}${quote}`;
  const versions: ModelVersion[] = [];
  let pageToken: string | undefined;
  do {
    const page = await store.searchModelVersions({ filter, pageToken });
    for (const version of page.modelVersions) {
      // Searches of a database leave out the aliases of versions; the model has them.
      if (version.name === name) versions.push({ ...version, aliases: aliasesOf(model, version.version) });
    }
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
  return { model, versions: versions.sort(newestFirst) };
}

export function newestFirst(a: ModelVersion, b: ModelVersion): number {
  return Number(b.version) - Number(a.version);
}

function aliasesOf({ aliases }: RegisteredModel, version: string): string[] {
  return Object.keys(aliases)
    .filter((alias) => aliases[alias] === version)
    .sort();
}
