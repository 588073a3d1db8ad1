import type { Mark, MarkedCell, MarkedRow } from "../../protocol/compare.ts";

/** A file as the comparison sees it. */
export interface ComparedFile {
  size: number | undefined;
  /** Absent where it was not read: no other file of that name has its size, or it is too large. */
  hash?: string;
}

/**
 * Files as rows: which run has which, and how each stands to the baseline's.
 *
 * @param files of each run, by name; `undefined` where the run could not be listed, which is no difference
 * @param sizeText how a size is written
 */
export function artifactRows(
  files: readonly (ReadonlyMap<string, ComparedFile> | undefined)[],
  baseline: number,
  sizeText: (size: number | undefined) => string,
): MarkedRow[] {
  const base = files[baseline];
  return namesOf(files).map((key) => {
    const cells = files.map((ofRun, run): MarkedCell | null => {
      const file = ofRun?.get(key);
      const mark =
        run === baseline || base === undefined || ofRun === undefined ? undefined : fileMark(file, base.get(key));
      if (file === undefined) return mark === "removed" ? { text: "", mark } : null;
      return { text: sizeText(file.size), mark, opens: mark === "different" ? "diff" : "file" };
    });
    const known = files.filter((ofRun) => ofRun !== undefined).map((ofRun) => ofRun.get(key));
    return { key, cells, differs: known.some((file) => isOther(fileMark(file, known[0]))) };
  });
}

/** Which files have to be read: those that several runs have under a name in the same size. */
export function namesToHash(files: readonly (ReadonlyMap<string, ComparedFile> | undefined)[], maxBytes: number) {
  const wanted: { run: number; name: string }[] = [];
  for (const name of namesOf(files)) {
    const sizes = files.map((ofRun) => ofRun?.get(name)?.size);
    sizes.forEach((size, run) => {
      const others = sizes.filter((other) => other === size).length;
      if (size !== undefined && size <= maxBytes && others > 1) wanted.push({ run, name });
    });
  }
  return wanted;
}

function namesOf(files: readonly (ReadonlyMap<string, ComparedFile> | undefined)[]): string[] {
  const names = new Set(files.flatMap((ofRun) => [...(ofRun?.keys() ?? [])]));
  return [...names].sort(new Intl.Collator(undefined, { numeric: true }).compare);
}

function fileMark(file: ComparedFile | undefined, base: ComparedFile | undefined): Mark | undefined {
  if (file === undefined) return base === undefined ? undefined : "removed";
  if (base === undefined) return "added";
  if (file === base) return "same";
  if (file.size !== base.size) return "different";
  if (file.hash === undefined || base.hash === undefined) return "unread";
  return file.hash === base.hash ? "same" : "different";
}

function isOther(mark: Mark | undefined): boolean {
  return mark !== undefined && mark !== "same" && mark !== "unread";
}
