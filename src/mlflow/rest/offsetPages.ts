/** A page of anything. */
export interface OffsetPage<T> {
  part: T;
  /** How many there are in it. */
  length: number;
  nextPageToken?: string;
}

/**
 * The pages from `offset` to `end` (or as many as there are), each of at most `size`, in order, of a server whose pages
 * can be asked for by offset: two are under way, since most of the time is the server's.
 */
export async function* pagesByOffset<T>(
  ask: (offset: number, size: number) => Promise<OffsetPage<T>>,
  { offset, end, size }: { offset: number; end: number; size: number },
): AsyncGenerator<T, void> {
  const askAt = (place: number) => ask(place, Math.min(size, end - place));
  let ahead: Promise<OffsetPage<T>> | undefined;
  for (let place = offset; place < end; place += size) {
    const current: Promise<OffsetPage<T>> = ahead ?? askAt(place);
    // Only the first page tells whether a second is worth asking for.
    ahead = place > offset && place + size < end ? askAt(place + size) : undefined;
    // Whoever stops early does not wait for it.
    ahead?.catch(() => {});
    const { part, length, nextPageToken } = await current;
    yield part;
    if (length < Math.min(size, end - place) || nextPageToken === undefined) return;
  }
}
