import type { Page } from "../../../src/mlflow/store.ts";

/** All results of a search that answers pages. */
export async function allPages<Name extends string, T>(
  search: (pageToken: string | undefined) => Promise<Page<Name, T>>,
  name: Name,
): Promise<T[]> {
  const found: T[] = [];
  let pageToken: string | undefined;
  do {
    const page: Page<Name, T> = await search(pageToken);
    found.push(...(page[name] as T[]));
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
  return found;
}

/** Answers what `make` answered the first time. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
