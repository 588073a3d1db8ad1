import { type OpenOptions, type Store } from "../store.ts";
import { sqliteArtifacts, sqliteArtifactSource } from "./artifacts.ts";
import { openContext } from "./connection/open.ts";
import { sqliteLive } from "./live/live.ts";
import { sqliteLoggedModels } from "./loggedModels.ts";
import { sqliteRegistry } from "./registry/registry.ts";
import { sqliteTraces } from "./traces/traces.ts";
import { sqliteTracking } from "./tracking/tracking.ts";
import { sqliteRegistryWrites } from "./writes/registry.ts";
import { sqliteTraceWrites } from "./writes/traces.ts";
import { sqliteTrackingWrites } from "./writes/tracking.ts";

/**
 * Opens a database that MLflow of any version made. Reading changes nothing, in the file or beside it.
 *
 * @param path of the database file, absolute
 * @throws MlflowError in words where there is nothing to read; see `openContext`
 */
export async function openSqliteStore(uri: string, path: string, options: OpenOptions = {}): Promise<Store> {
  const context = await openContext(uri, path, options);
  const artifacts = sqliteArtifactSource(context, options.artifactRoots);
  return {
    uri,
    kind: "sqlite",
    // A database that is being made names its revision only at the end.
    get readOnlyReason() {
      return context.readOnlyReason;
    },
    get schemaRevision() {
      return context.revision;
    },
    ...sqliteTracking(context),
    ...sqliteArtifacts(artifacts),
    ...sqliteLoggedModels(context),
    ...sqliteRegistry(context),
    ...sqliteTraces(context, artifacts),
    ...sqliteTrackingWrites(context),
    ...sqliteRegistryWrites(context),
    ...sqliteTraceWrites(context),
    ...sqliteLive(context),
  };
}
