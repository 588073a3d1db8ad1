import { type Dataset } from "../../entities.ts";
import { metaText } from "../disk/meta.ts";
import { readMetaFile } from "../disk/metaFile.ts";
import { statOf } from "../disk/stamps.ts";

/** Data sets of experiments: a handful, read by thousands of runs, so that each is kept as long as its file is the same. */
export interface Datasets {
  /**
   * To be called inside `withYaml`.
   *
   * @returns the data set without its input's tags; a text where it is damaged; `undefined` where there is none, which
   *   MLflow passes over
   */
  get(experimentFolder: string, id: string): Omit<Dataset, "tags"> | string | undefined;
}

const maxKept = 500;

export function createDatasets(): Datasets {
  const kept = new Map<string, { mtime: number; size: number; dataset: Omit<Dataset, "tags"> | string }>();
  return {
    get(experimentFolder, id) {
      // The id comes out of a file of the store: it must not lead out of the folder.
      if (!/^[\p{L}\p{N}_.-]+$/u.test(id) || /^\.+$/.test(id)) return undefined;
      const path = `${experimentFolder}/datasets/${id}/meta.yaml`;
      const stat = statOf(path);
      if (stat === undefined) return undefined;
      const known = kept.get(path);
      if (known?.mtime === stat.mtimeMs && known.size === stat.size) return known.dataset;
      const dataset = readDataset(path);
      if (dataset === undefined) return undefined;
      kept.set(path, { mtime: stat.mtimeMs, size: stat.size, dataset });
      for (const oldest of kept.keys()) {
        if (kept.size <= maxKept) break;
        kept.delete(oldest);
      }
      return dataset;
    },
  };
}

function readDataset(path: string): Omit<Dataset, "tags"> | string | undefined {
  const file = readMetaFile(path);
  if (file === undefined) return undefined;
  const { meta, problem } = file;
  if (meta === undefined) return `Its meta.yaml ${problem ?? "is empty"}.`;
  const name = metaText(meta, "name");
  const digest = metaText(meta, "digest");
  if (name === undefined || digest === undefined) return "Its meta.yaml has no name or no digest.";
  return {
    name,
    digest,
    sourceType: metaText(meta, "source_type"),
    source: metaText(meta, "source"),
    schema: metaText(meta, "schema"),
    profile: metaText(meta, "profile"),
  };
}
