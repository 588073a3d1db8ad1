import { readSync } from "node:fs";

const newline = 10;
const chunkBytes = 1 << 20;

/**
 * Reads a file from `position` on in whole lines, a megabyte at a time.
 *
 * @param lines called with the lines in `0..end` of the buffer, which it must not keep; `isLast` where the file ends,
 *   and only then the last line may lack its line end
 * @returns where the last whole line ends, from which a grown file is read on
 */
export function readChunks(
  fd: number,
  position: number,
  size: number,
  lines: (bytes: Buffer, end: number, isLast: boolean) => void,
): number {
  const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, Math.max(size - position, 1)));
  let kept = 0;
  let at = position;
  for (;;) {
    const read = readSync(fd, buffer, kept, buffer.length - kept, at);
    at += read;
    const filled = kept + read;
    const isLast = read === 0 || at >= size;
    const lastBreak = filled === 0 ? -1 : buffer.lastIndexOf(newline, filled - 1);
    // A line longer than the buffer is no line of numbers: it is handed on in pieces, which are odd.
    const end = isLast || lastBreak === -1 ? filled : lastBreak + 1;
    if (end > 0 && (isLast || lastBreak !== -1 || filled === buffer.length)) {
      lines(buffer, end, isLast);
      buffer.copy(buffer, 0, end, filled);
      kept = filled - end;
    } else {
      kept = filled;
    }
    if (isLast) return at - filled + lastBreak + 1;
  }
}
