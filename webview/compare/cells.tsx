import * as l10n from "@vscode/l10n";
import type { BetterWay } from "../../src/protocol/betterWay.ts";
import type { ComparedRun } from "../../src/protocol/compare.ts";
import { IconButton, LinkButton } from "../ui/controls.tsx";
import { Icon } from "../ui/icon.tsx";
import { RunDot } from "../ui/runColor.tsx";
import { Key, StatusIcon } from "../ui/values.tsx";
import { markName, markSign } from "./marks.ts";
import type { Cell, Row } from "./rows.ts";

/** A run above its column: its colour, its name, and what can be done with it. */
export function RunHead(props: {
  run: ComparedRun;
  isBaseline: boolean;
  showsExperiment: boolean;
  onOpen: () => void;
  onBaseline: () => void;
  onRemove: (() => void) | undefined;
}) {
  const { run, isBaseline } = props;
  return (
    <div class="compare-run">
      <div class="compare-run-name">
        <RunDot place={run.place} />
        {run.status !== undefined && <StatusIcon status={run.status} isDeleted={run.lifecycleStage === "deleted"} />}
        <LinkButton title={`${run.name}\n${run.runId}`} onClick={props.onOpen}>
          <Key name={run.name} />
        </LinkButton>
        <span class="compare-run-actions">
          <IconButton
            icon={isBaseline ? "pinned" : "pin"}
            label={l10n.t("Compare others with {0}", run.name)}
            isPressed={isBaseline}
            onClick={props.onBaseline}
          />
          {props.onRemove !== undefined && (
            <IconButton icon="close" label={l10n.t("Remove {0}", run.name)} onClick={props.onRemove} />
          )}
        </span>
      </div>
      <div class="compare-run-detail">
        <RunDetail run={run} isBaseline={isBaseline} showsExperiment={props.showsExperiment} />
      </div>
    </div>
  );
}

function RunDetail({
  run,
  isBaseline,
  showsExperiment,
}: {
  run: ComparedRun;
  isBaseline: boolean;
  showsExperiment: boolean;
}) {
  const problem = run.error ?? run.problems?.join("\n");
  if (problem !== undefined) {
    return (
      <span class="compare-run-problem" title={problem}>
        <Icon name={run.error === undefined ? "warning" : "error"} class={run.error ? "error-icon" : "warning-icon"} />{" "}
        {problem}
      </span>
    );
  }
  const parts = [isBaseline ? l10n.t("baseline") : "", showsExperiment ? run.experimentName : ""];
  return <span class="dim">{parts.filter((part) => part !== "").join(" · ")}</span>;
}

/** The name of a row, marked where runs differ; for a metric, which way is better. */
export function RowHead(props: { row: Row; better?: BetterWay | null; onBetter?: (way: BetterWay | null) => void }) {
  const { row, better, onBetter } = props;
  return (
    <>
      <span class="compare-differs" aria-hidden="true">
        {row.differs ? "≠" : ""}
      </span>
      <Key name={row.label} />
      {row.differs && <span class="visually-hidden">, {l10n.t("differs")}</span>}
      {onBetter !== undefined && <BetterButton metric={row.label} way={better ?? null} onChange={onBetter} />}
    </>
  );
}

/** Goes from "not said" to "higher" to "lower" and back. */
function BetterButton(props: { metric: string; way: BetterWay | null; onChange: (way: BetterWay | null) => void }) {
  const { metric, way, onChange } = props;
  const next = way === null ? "higher" : way === "higher" ? "lower" : null;
  const label =
    way === null
      ? l10n.t("{0}: say which way is better", metric)
      : way === "higher"
        ? l10n.t("{0}: higher is better", metric)
        : l10n.t("{0}: lower is better", metric);
  return (
    <span class={way === null ? "compare-better unset" : "compare-better"}>
      <IconButton
        icon={way === null ? "arrow-swap" : way === "higher" ? "arrow-up" : "arrow-down"}
        label={label}
        onClick={() => onChange(next)}
      />
    </span>
  );
}

export function CellContent(props: { cell: Cell | null; onOpen: (() => void) | undefined }) {
  const { cell, onOpen } = props;
  if (cell === null) return <span class="missing">–</span>;
  const { text, title, delta, isBest, mark, opens } = cell;
  return (
    <span class={`compare-value${cell.isNumber ? " number" : ""}${cell.isChanged ? " changed" : ""}`}>
      {isBest && (
        <span class="compare-best" role="img" aria-label={l10n.t("best")} title={l10n.t("best")}>
          <Icon name="star-full" />
        </span>
      )}
      {opens !== undefined && onOpen !== undefined ? (
        <LinkButton title={openTitle(title ?? text, opens)} onClick={onOpen}>
          {text}
        </LinkButton>
      ) : (
        <span class="compare-text" title={title}>
          {text}
        </span>
      )}
      {delta !== undefined && (
        <span class="compare-delta" title={delta}>
          {delta}
        </span>
      )}
      {mark !== undefined && (
        <span class={`compare-mark mark-${mark}`} role="img" aria-label={markName(mark)} title={markName(mark)}>
          {markSign[mark]}
        </span>
      )}
    </span>
  );
}

function openTitle(text: string, opens: "file" | "diff"): string {
  return `${text}\n${opens === "diff" ? l10n.t("Click to see what differs") : l10n.t("Click to open")}`;
}
