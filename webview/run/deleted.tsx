import * as l10n from "@vscode/l10n";
import type { RunOverview } from "../../src/protocol/run.ts";
import { LinkButton } from "../ui/controls.tsx";
import { Icon } from "../ui/icon.tsx";
import { host } from "./host.ts";

/** Says that the run or its experiment is deleted, with the way back where the store can be written. */
export function Deleted(props: { overview: RunOverview }) {
  const { run, isExperimentDeleted, readOnlyReason } = props.overview;
  if (run.lifecycleStage === "active" && !isExperimentDeleted) return null;
  const isWritable = readOnlyReason === undefined;
  return (
    <p class="facts" role="status">
      <span>
        <Icon name="archive" />{" "}
        {isExperimentDeleted
          ? l10n.t("The experiment of this run is deleted, and its runs with it. They can be restored.")
          : l10n.t("This run is deleted. It can be restored; until then it cannot be changed.")}
      </span>
      {isWritable && isExperimentDeleted && (
        <LinkButton onClick={() => void host.restoreExperiment()}>{l10n.t("Restore Experiment")}</LinkButton>
      )}
      {isWritable && !isExperimentDeleted && (
        <LinkButton onClick={() => void host.restoreRun()}>{l10n.t("Restore Run")}</LinkButton>
      )}
    </p>
  );
}
