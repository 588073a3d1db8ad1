/** The bytes of a database as its last commit left them; the given bytes are changed in place where they can be. */
export function committedImage(file: Uint8Array, journal?: Uint8Array, wal?: Uint8Array): Uint8Array {
  let image = file;
  if (journal !== undefined && journal.length > 0) image = rolledBack(image, journal);
  if (wal !== undefined && wal.length > 0) image = checkpointed(image, wal);
  // Bytes 18 and 19 ask for the write-ahead log, which is in the image now and not beside it.
  if (image[18] === 2) image[18] = 1;
  if (image[19] === 2) image[19] = 1;
  return image;
}

const journalMagic = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];

/**
 * Puts the pages that a rollback journal keeps back to their places, as SQLite does with a hot journal
 * (https://www.sqlite.org/fileformat2.html#the_rollback_journal). Records after a damaged one were not yet synced, so
 * their pages were not yet changed in the file either.
 */
function rolledBack(file: Uint8Array, journal: Uint8Array): Uint8Array {
  const view = new DataView(journal.buffer, journal.byteOffset, journal.byteLength);
  let image = file;
  let offset = 0;
  let first = true;
  while (offset + 28 <= journal.length && journalMagic.every((byte, index) => journal[offset + index] === byte)) {
    const records = view.getUint32(offset + 8);
    const nonce = view.getUint32(offset + 12);
    const pages = view.getUint32(offset + 16);
    const sectorBytes = view.getUint32(offset + 20);
    const pageBytes = view.getUint32(offset + 24);
    if (!isPageSize(pageBytes) || sectorBytes < 28) break;
    if (first) image = resized(image, pages * pageBytes);
    first = false;
    offset += sectorBytes;
    const count = records === 0xffffffff ? Math.floor((journal.length - offset) / (pageBytes + 8)) : records;
    for (let record = 0; record < count; record++) {
      if (offset + pageBytes + 8 > journal.length) return image;
      const page = journal.subarray(offset + 4, offset + 4 + pageBytes);
      if (view.getUint32(offset + 4 + pageBytes) !== journalChecksum(nonce, page)) return image;
      const start = (view.getUint32(offset) - 1) * pageBytes;
      if (start >= 0 && start + pageBytes <= image.length) image.set(page, start);
      offset += pageBytes + 8;
    }
    offset = Math.ceil(offset / sectorBytes) * sectorBytes;
  }
  return image;
}

function journalChecksum(nonce: number, page: Uint8Array): number {
  let sum = nonce;
  for (let index = page.length - 200; index > 0; index -= 200) sum = (sum + (page[index] ?? 0)) >>> 0;
  return sum;
}

/**
 * Writes the committed frames of a write-ahead log to their pages, as a checkpoint does
 * (https://www.sqlite.org/fileformat2.html#the_write_ahead_log).
 */
function checkpointed(file: Uint8Array, wal: Uint8Array): Uint8Array {
  if (wal.length < 32) return file;
  const view = new DataView(wal.buffer, wal.byteOffset, wal.byteLength);
  const magic = view.getUint32(0);
  const pageBytes = view.getUint32(8);
  if ((magic & ~1) >>> 0 !== 0x377f0682 || !isPageSize(pageBytes)) return file;
  const littleEndian = (magic & 1) === 0;
  let sums = walChecksum(view, 0, 24, [0, 0], littleEndian);
  if (sums[0] !== view.getUint32(24) || sums[1] !== view.getUint32(28)) return file;
  const committed = new Map<number, number>();
  const pending = new Map<number, number>();
  let pages = 0;
  for (let offset = 32; offset + 24 + pageBytes <= wal.length; offset += 24 + pageBytes) {
    // Frames of an earlier round of the log have other salts.
    if (view.getUint32(offset + 8) !== view.getUint32(16) || view.getUint32(offset + 12) !== view.getUint32(20)) break;
    sums = walChecksum(view, offset, 8, sums, littleEndian);
    sums = walChecksum(view, offset + 24, pageBytes, sums, littleEndian);
    if (sums[0] !== view.getUint32(offset + 16) || sums[1] !== view.getUint32(offset + 20)) break;
    pending.set(view.getUint32(offset), offset + 24);
    const pagesAfterCommit = view.getUint32(offset + 4);
    if (pagesAfterCommit === 0) continue;
    pages = pagesAfterCommit;
    for (const [page, at] of pending) committed.set(page, at);
    pending.clear();
  }
  if (pages === 0) return file;
  const image = resized(file, pages * pageBytes);
  for (const [page, at] of committed) {
    if (page <= pages) image.set(wal.subarray(at, at + pageBytes), (page - 1) * pageBytes);
  }
  return image;
}

function walChecksum(
  view: DataView,
  offset: number,
  length: number,
  [first, second]: [number, number],
  littleEndian: boolean,
): [number, number] {
  let a = first;
  let b = second;
  for (let at = offset; at < offset + length; at += 8) {
    a = (a + view.getUint32(at, littleEndian) + b) >>> 0;
    b = (b + view.getUint32(at + 4, littleEndian) + a) >>> 0;
  }
  return [a, b];
}

function isPageSize(bytes: number): boolean {
  return bytes >= 512 && bytes <= 65536 && (bytes & (bytes - 1)) === 0;
}

function resized(bytes: Uint8Array, length: number): Uint8Array {
  if (length === bytes.length) return bytes;
  if (length < bytes.length) return bytes.subarray(0, length);
  const larger = new Uint8Array(length);
  larger.set(bytes);
  return larger;
}
