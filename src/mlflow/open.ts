import { statSync } from "node:fs";
import type { OpenOptions, Store } from "./store.ts";
import { parseStoreUri } from "./storeUri.ts";

/**
 * Opens a store in this thread, for the worker that owns it and for tests; everyone else uses `openStore`.
 * Each backend is loaded only when it is asked for.
 */
export async function openStoreHere(uri: string, options: OpenOptions = {}): Promise<Store> {
  const location = parseStoreUri(uri, (path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false);
  switch (location.kind) {
    case "file":
      return (await import("./file/store.ts")).openFileStore(uri, location.path, options);
    case "sqlite":
      return (await import("./sqlite/store.ts")).openSqliteStore(uri, location.path, options);
    case "rest":
      return (await import("./rest/store.ts")).openRestStore(uri, location, options);
  }
}
