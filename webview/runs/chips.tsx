import * as l10n from "@vscode/l10n";
import { useRef, useState } from "preact/hooks";
import type { Condition, RunsState, RunsView, RunTest } from "../../src/protocol/runs.ts";
import { Icon } from "../ui/icon.tsx";
import { Menu } from "../ui/menu.tsx";
import { describeCondition } from "./model.ts";

const statuses = ["FINISHED", "FAILED", "RUNNING", "SCHEDULED", "KILLED"];
const statusColumn = "attributes.status";
const startColumn = "attributes.start_time";

/** What is asked beside the filter: a chip for each condition, and quick ones for status and date. */
export function Chips(props: {
  state: RunsState;
  setView: (change: Partial<RunsView>) => void;
  onEdit: (index: number, anchor: Element) => void;
  onCopyFilter: () => void;
}) {
  const { state, setView } = props;
  const { conditions } = state.view;
  const titles = new Map(state.columns.map(({ id, title }) => [id, title]));
  const titleOf = (column: string) => titles.get(column) ?? column.slice(column.indexOf(".") + 1);
  const setTest = (column: string, test: RunTest | undefined) => {
    const others = conditions.filter((condition) => onlyTestOf(condition, column) === undefined);
    setView({ conditions: test === undefined ? others : [...others, { tests: [test] }] });
  };
  const shownStatuses = conditions.map((condition) => onlyTestOf(condition, statusColumn)).find(Boolean);
  const chosen = shownStatuses?.kind === "is" ? shownStatuses.values : [];
  const shownDays = conditions.map((condition) => onlyTestOf(condition, startColumn)).find(Boolean);
  const days = shownDays?.kind === "lastDays" ? shownDays.days : undefined;
  return (
    <div class="chips">
      <ChipMenu
        label={l10n.t("Status")}
        staysOpen
        items={statuses.map((status) => ({
          label: status.toLowerCase(),
          isChecked: chosen.includes(status),
          run: () => {
            const values = chosen.includes(status) ? chosen.filter((one) => one !== status) : [...chosen, status];
            setTest(statusColumn, values.length === 0 ? undefined : { column: statusColumn, kind: "is", values });
          },
        }))}
      />
      <ChipMenu
        label={l10n.t("Started")}
        items={[1, 7, 30].map((count) => ({
          label: count === 1 ? l10n.t("Last day") : l10n.t("Last {0} days", count),
          isChecked: days === count,
          run: () =>
            setTest(startColumn, days === count ? undefined : { column: startColumn, kind: "lastDays", days: count }),
        }))}
      />
      {conditions.map((condition, index) => {
        const text = describeCondition(condition, titleOf);
        return (
          <span key={text} class="chip">
            <button
              type="button"
              class="chip-text"
              title={l10n.t("Edit")}
              onClick={({ currentTarget }) => props.onEdit(index, currentTarget)}
            >
              {text}
            </button>
            <button
              type="button"
              class="chip-remove codicon codicon-close"
              aria-label={l10n.t("Remove {0}", text)}
              onClick={() => setView({ conditions: conditions.toSpliced(index, 1) })}
            />
          </span>
        );
      })}
      {(conditions.length > 0 || state.view.filter !== "") && (
        <button type="button" class="link-button" onClick={props.onCopyFilter}>
          {l10n.t("Copy as MLflow Filter")}
        </button>
      )}
    </div>
  );
}

/** The test of a condition that asks just this one thing of a column. */
function onlyTestOf({ tests }: Condition, column: string): RunTest | undefined {
  const [test, ...others] = tests;
  return others.length === 0 && test?.column === column ? test : undefined;
}

function ChipMenu(props: {
  label: string;
  staysOpen?: boolean;
  items: readonly { label: string; isChecked: boolean; run: () => void }[];
}) {
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <button
        ref={button}
        type="button"
        class="chip chip-menu"
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {props.label} <Icon name="chevron-down" />
      </button>
      {isOpen && button.current !== null && (
        <Menu
          anchor={button.current}
          label={props.label}
          items={props.items}
          staysOpen={props.staysOpen}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
