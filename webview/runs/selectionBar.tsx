import * as l10n from "@vscode/l10n";
import type { RunsHost } from "../../src/protocol/runs.ts";
import { IconButton, LinkButton } from "../ui/controls.tsx";
import type { Remote } from "../ui/host.ts";

const compareCommand = "mlflowLens.compareRuns";
const registerCommand = "mlflowLens.registerModel";
const tagCommand = "mlflowLens.editRunTags";
const deleteCommand = "mlflowLens.deleteRuns";

/** What may be done with the runs that are selected; only while some are. */
export function SelectionBar(props: {
  keys: readonly string[];
  commands: readonly string[];
  isWritable: boolean;
  host: Remote<RunsHost>;
  onChart: () => void;
  onClear: () => void;
}) {
  const { keys, host } = props;
  const canRun = (command: string) => props.commands.includes(command);
  const run = (command: string) => void host.runCommand(command, [...keys]);
  return (
    <footer class="selection" aria-label={l10n.t("Selected runs")}>
      <span role="status">{keys.length === 1 ? l10n.t("1 selected") : l10n.t("{0} selected", keys.length)}</span>
      {canRun(compareCommand) && keys.length > 1 && (
        <LinkButton onClick={() => run(compareCommand)}>{l10n.t("Compare")}</LinkButton>
      )}
      <LinkButton onClick={props.onChart}>{l10n.t("Chart")}</LinkButton>
      {keys.length === 1 && <LinkButton onClick={() => void host.openRun(keys[0]!)}>{l10n.t("Open")}</LinkButton>}
      <LinkButton onClick={() => void host.copy([...keys], "markdown")}>{l10n.t("Copy as Markdown")}</LinkButton>
      <LinkButton onClick={() => void host.copy([...keys], "csv")}>{l10n.t("Copy as CSV")}</LinkButton>
      {props.isWritable && canRun(registerCommand) && keys.length === 1 && (
        <LinkButton onClick={() => run(registerCommand)}>{l10n.t("Register Model...")}</LinkButton>
      )}
      {props.isWritable && canRun(tagCommand) && (
        <LinkButton onClick={() => run(tagCommand)}>{l10n.t("Tags...")}</LinkButton>
      )}
      {props.isWritable && canRun(deleteCommand) && (
        <LinkButton onClick={() => run(deleteCommand)}>{l10n.t("Delete...")}</LinkButton>
      )}
      <span class="grow" />
      <IconButton icon="close" label={l10n.t("Clear the selection (Escape)")} onClick={props.onClear} />
    </footer>
  );
}
