import * as l10n from "@vscode/l10n";
import type { RunsHost } from "../../src/protocol/runs.ts";
import { IconButton, LinkButton } from "../ui/controls.tsx";
import type { Remote } from "../ui/host.ts";

const compareCommand = "mlflowLens.compareRuns";

/** What may be done with the runs that are selected; only while some are. */
export function SelectionBar(props: {
  keys: readonly string[];
  commands: readonly string[];
  host: Remote<RunsHost>;
  onClear: () => void;
}) {
  const { keys, host } = props;
  return (
    <footer class="selection" aria-label={l10n.t("Selected runs")}>
      <span role="status">{keys.length === 1 ? l10n.t("1 selected") : l10n.t("{0} selected", keys.length)}</span>
      {props.commands.includes(compareCommand) && keys.length > 1 && (
        <LinkButton onClick={() => void host.runCommand(compareCommand, [...keys])}>{l10n.t("Compare")}</LinkButton>
      )}
      {keys.length === 1 && <LinkButton onClick={() => void host.openRun(keys[0]!)}>{l10n.t("Open")}</LinkButton>}
      <LinkButton onClick={() => void host.copy([...keys], "markdown")}>{l10n.t("Copy as Markdown")}</LinkButton>
      <LinkButton onClick={() => void host.copy([...keys], "csv")}>{l10n.t("Copy as CSV")}</LinkButton>
      <span class="grow" />
      <IconButton icon="close" label={l10n.t("Clear the selection (Escape)")} onClick={props.onClear} />
    </footer>
  );
}
