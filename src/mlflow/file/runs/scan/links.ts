import { metaNumber, metaText, metaTexts, type Meta } from "../../disk/meta.ts";
import { readMetaFile } from "../../disk/metaFile.ts";
import { namesInOrder } from "../../folders/directoryOrder.ts";
import { statOf } from "../../disk/stamps.ts";

/** What else than texts and numbers belongs to a run. */
export interface RunLinks {
  /** Data sets that the run read: the folder below the experiment's `datasets/`, and the input's tags. */
  datasets?: { id: string; tags: Record<string, string> }[];
  modelInputs?: string[];
  modelOutputs?: { modelId: string; step: number }[];
  /** Folders whose mtime tells of new and deleted things, relative to the run, besides the usual ones. */
  folders?: string[];
  /** Files of `inputs/` and `outputs/`, relative to the run. */
  files?: string[];
}

/** More inputs and outputs than this are not read. */
const maxLinks = 10_000;

/**
 * Reads a run's `inputs/` and `outputs/`. In both, the id at the other end is `source_id`: MLflow writes it into
 * `destination_id` too.
 */
export function readLinks(runFolder: string, problems: string[]): RunLinks {
  const links: RunLinks = {};
  for (const meta of readLinkMetas(runFolder, "inputs", links, problems)) {
    const id = metaText(meta, "source_id");
    if (id === undefined) problems.push("An input has no source_id.");
    else if (metaText(meta, "source_type") === "DATASET")
      (links.datasets ??= []).push({ id, tags: metaTexts(meta, "tags") });
    else if (metaText(meta, "source_type") === "MODEL") (links.modelInputs ??= []).push(id);
  }
  for (const meta of readLinkMetas(runFolder, "outputs", links, problems)) {
    const modelId = metaText(meta, "destination_id");
    if (modelId === undefined) problems.push("An output has no destination_id.");
    else if (metaText(meta, "destination_type") === "MODEL_OUTPUT") {
      (links.modelOutputs ??= []).push({ modelId, step: metaNumber(meta, "step") || 0 });
    }
  }
  return links;
}

function readLinkMetas(runFolder: string, kind: "inputs" | "outputs", links: RunLinks, problems: string[]): Meta[] {
  const folder = `${runFolder}/${kind}`;
  if (statOf(folder) === undefined) return [];
  const names = namesInOrder(folder);
  (links.folders ??= []).push(kind);
  return names.slice(0, maxLinks).flatMap((name) => {
    const path = `${kind}/${name}/meta.yaml`;
    (links.files ??= []).push(path);
    const file = readMetaFile(`${runFolder}/${path}`);
    if (file === undefined || file.problem !== undefined) problems.push(`${path} ${file?.problem ?? "is missing"}.`);
    return file?.meta === undefined ? [] : [file.meta];
  });
}
