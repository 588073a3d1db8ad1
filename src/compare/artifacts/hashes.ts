import { createHash } from "node:crypto";
import type { ByteRange } from "../../mlflow/store.ts";

/** A file larger than this is compared by its size only. */
export const maxHashedBytes = 16 * 1024 * 1024;
/** What is read at once, so that a big file never lies whole in memory. */
const chunkBytes = 1024 * 1024;

/** A digest of a file's content, read piece by piece; `undefined` when it is larger than `maxHashedBytes`. */
export async function hashOf(
  read: (range: ByteRange & { length: number }) => Promise<Uint8Array>,
): Promise<string | undefined> {
  const hash = createHash("sha256");
  for (let offset = 0; offset <= maxHashedBytes; offset += chunkBytes) {
    const bytes = await read({ offset, length: chunkBytes });
    hash.update(bytes);
    if (bytes.length < chunkBytes) return hash.digest("hex");
  }
  return undefined;
}
