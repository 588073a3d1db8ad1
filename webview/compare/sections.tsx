import * as l10n from "@vscode/l10n";
import type { BetterWay } from "../../src/protocol/betterWay.ts";
import type { ComparedValues, CompareHost, ImageRow, MarkedRows } from "../../src/protocol/compare.ts";
import type { Remote } from "../ui/host.ts";
import { useLoaded } from "../ui/hooks.ts";
import { markedRows, metricRows, textRows, type Row } from "./rows.ts";

/** A part of the comparison that folds. */
export interface Section {
  id: SectionId;
  title: string;
  rows: Row[];
  images?: readonly ImageRow[];
  isLoading?: boolean;
  error?: { message: string; retry: () => void };
  notes?: readonly string[];
  /** Why there are no rows. */
  empty: string;
}

export type SectionId =
  | "attributes"
  | "metrics"
  | "params"
  | "tags"
  | "datasets"
  | "code"
  | "environment"
  | "artifacts"
  | "images"
  | "curves";

/** Parts that are read from files; with many runs they wait until they are unfolded. */
export const filesSections: readonly SectionId[] = ["code", "environment", "artifacts", "images", "curves"];

/** What every run tells of itself, and what is read of its files where that part is unfolded. */
export function useSections(props: {
  host: Remote<CompareHost>;
  values: ComparedValues;
  baseline: number;
  better: Record<string, BetterWay>;
  isOpen: (id: SectionId) => boolean;
  /** Changes when files may have. */
  filesVersion: number;
}): Section[] {
  const { host, values, baseline, better, isOpen, filesVersion } = props;
  const code = useMarked(isOpen("code"), () => host.code(baseline), [baseline, filesVersion]);
  const environment = useMarked(isOpen("environment"), () => host.environment(baseline), [baseline, filesVersion]);
  const artifacts = useMarked(isOpen("artifacts"), () => host.artifacts(baseline), [baseline, filesVersion]);
  const showsImages = isOpen("images");
  const images = useLoaded(async () => (showsImages ? host.images() : []), [showsImages, filesVersion]);
  return [
    {
      id: "attributes",
      title: l10n.t("Attributes"),
      rows: textRows(values.attributes, baseline),
      empty: l10n.t("Nothing is known of these runs."),
    },
    {
      id: "metrics",
      title: l10n.t("Metrics"),
      rows: metricRows(values, baseline, better),
      empty: l10n.t("No run logged a metric."),
    },
    {
      id: "params",
      title: l10n.t("Parameters"),
      rows: textRows(values.params, baseline),
      empty: l10n.t("No run logged a parameter."),
    },
    { id: "tags", title: l10n.t("Tags"), rows: textRows(values.tags, baseline), empty: l10n.t("No run has a tag.") },
    {
      id: "datasets",
      title: l10n.t("Datasets"),
      rows: textRows(values.datasets, baseline),
      empty: l10n.t("No run logged a dataset."),
    },
    { id: "code", title: l10n.t("Code"), ...code, empty: l10n.t("No run logged where its code is.") },
    {
      id: "environment",
      title: l10n.t("Environment"),
      ...environment,
      empty: l10n.t("No run logged its packages: requirements.txt, conda.yaml or python_env.yaml."),
    },
    { id: "artifacts", title: l10n.t("Artifacts"), ...artifacts, empty: l10n.t("No run logged an artifact.") },
    {
      id: "images",
      title: l10n.t("Images"),
      rows: [],
      images: images.value ?? [],
      isLoading: images.isLoading,
      error: images.error && { message: images.error.message, retry: images.reload },
      empty: l10n.t("No run logged a picture."),
    },
  ];
}

type MarkedSection = Required<Pick<Section, "rows" | "notes" | "isLoading">> & Pick<Section, "error">;

function useMarked(isOpen: boolean, ask: () => Promise<MarkedRows>, inputs: readonly unknown[]): MarkedSection {
  const loaded = useLoaded(async () => (isOpen ? ask() : undefined), [isOpen, ...inputs]);
  return {
    rows: loaded.value === undefined ? [] : markedRows(loaded.value),
    notes: loaded.value?.notes ?? [],
    isLoading: loaded.isLoading,
    error: loaded.error && { message: loaded.error.message, retry: loaded.reload },
  };
}
