import * as l10n from "@vscode/l10n";
import type { ComparedRun } from "../../src/protocol/compare.ts";
import { Button, Checkbox, Dropdown } from "../ui/controls.tsx";

/** What is compared, how, and what can be made of it. */
export function Toolbar(props: {
  runs: readonly ComparedRun[];
  baseline: number;
  onBaseline: (run: number) => void;
  onlyDifferences: boolean;
  onOnlyDifferences: (only: boolean) => void;
  differing: number;
  total: number;
  onText: () => void;
  onMarkdown: () => void;
  onAdd: () => void;
}) {
  const { runs, baseline } = props;
  // Runs may have the same name; their place tells them apart.
  const options = runs.map(({ name }, index) => ({ value: String(index), label: name }));
  return (
    <header class="compare-toolbar">
      <h1>{runs.length === 1 ? l10n.t("Compare 1 Run") : l10n.t("Compare {0} Runs", runs.length)}</h1>
      <Checkbox isChecked={props.onlyDifferences} onChange={props.onOnlyDifferences}>
        {l10n.t("Only differences ({0} of {1})", props.differing, props.total)}
      </Checkbox>
      <span class="compare-baseline">
        <span class="dim" aria-hidden="true">
          {l10n.t("Baseline")}
        </span>
        <Dropdown
          label={l10n.t("Baseline")}
          value={String(baseline)}
          options={options}
          onChange={(value) => props.onBaseline(Number(value))}
        />
      </span>
      <span class="compare-buttons">
        <Button onClick={props.onText} title={l10n.t("Both runs as YAML in the diff editor")}>
          {l10n.t("As Text")}
        </Button>
        <Button onClick={props.onMarkdown} title={l10n.t("Copy the table as Markdown")}>
          {l10n.t("As Markdown")}
        </Button>
        <Button onClick={props.onAdd}>{l10n.t("Add Runs...")}</Button>
      </span>
    </header>
  );
}
