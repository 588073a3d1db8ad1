/** All items of what comes in pages, one after the other; a server that gives the same token again has no more. */
export async function fromAllPages<T>(
  ask: (pageToken: string | undefined) => Promise<{ items: readonly T[]; nextPageToken?: string }>,
): Promise<T[]> {
  const found: T[] = [];
  for (let pageToken: string | undefined; ;) {
    const { items, nextPageToken } = await ask(pageToken);
    found.push(...items);
    if (nextPageToken === undefined || nextPageToken === pageToken) return found;
    pageToken = nextPageToken;
  }
}
