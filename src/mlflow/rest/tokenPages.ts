/** All items of what comes in pages, one after the other. */
export async function fromAllPages<T>(
  ask: (pageToken: string | undefined) => Promise<{ items: readonly T[]; nextPageToken?: string }>,
): Promise<T[]> {
  const found: T[] = [];
  let pageToken: string | undefined;
  do {
    const page = await ask(pageToken);
    found.push(...page.items);
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
  return found;
}
