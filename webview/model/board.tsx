import * as l10n from "@vscode/l10n";
import { useEffect, useRef, useState } from "preact/hooks";
import type { ModelStage } from "../../src/mlflow/entities.ts";
import type { ModelView, VersionRow } from "../../src/protocol/model.ts";
import { openContextMenu } from "../ui/contextMenu.ts";
import { IconButton, LinkButton } from "../ui/controls.tsx";
import { Icon } from "../ui/icon.tsx";
import { Age, NumberText } from "../ui/values.tsx";
import { useChecks } from "./checks.ts";
import { Alias, Stage, stageName, stages } from "./stages.tsx";
import { contextOf } from "./versions.tsx";

/** A column shows these at first: most of a long history is archived and looked at by nobody. */
const cardsAtFirst = 30;
/** What a dragged card is, so that nothing else can be dropped here. */
const cardType = "application/x-mlflow-version";

/** The four stages side by side: a card is dragged, or moved by its menu. */
export function Board(props: {
  view: ModelView;
  /** Grows when the model changed. */
  revision: number;
  onMove: (version: string, stage: ModelStage) => void;
  onShow: (version: string) => void;
}) {
  const { view, onMove, onShow, revision } = props;
  const checks = useChecks({ isOn: view.hasChecks, revision });
  return (
    <div class="board">
      {stages.map((stage) => (
        <Column key={stage} {...{ view, onMove, onShow, checks, stage }} />
      ))}
    </div>
  );
}

function Column(props: {
  view: ModelView;
  checks: ReturnType<typeof useChecks>;
  stage: ModelStage;
  onMove: (version: string, stage: ModelStage) => void;
  onShow: (version: string) => void;
}) {
  const { view, stage, onMove } = props;
  const [isOver, setIsOver] = useState(false);
  const [limit, setLimit] = useState(cardsAtFirst);
  const rows = view.versions.filter((row) => row.stage === stage);
  const isWritable = view.readOnlyReason === undefined;
  const accepts = (event: DragEvent) => isWritable && (event.dataTransfer?.types.includes(cardType) ?? false);
  return (
    <section
      class={`board-column${isOver ? " over" : ""}`}
      aria-label={stageName(stage)}
      onDragOver={(event) => {
        if (!accepts(event)) return;
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setIsOver(false);
      }}
      onDrop={(event) => {
        setIsOver(false);
        if (!accepts(event)) return;
        event.preventDefault();
        const version = event.dataTransfer?.getData(cardType) ?? "";
        if (view.versions.some((row) => row.version === version && row.stage !== stage)) onMove(version, stage);
      }}
    >
      <h2>
        <Stage stage={stage} /> <span class="dim">{rows.length}</span>
      </h2>
      <ul>
        {rows.slice(0, limit).map((row) => (
          <Card key={row.version} {...props} row={row} isWritable={isWritable} />
        ))}
      </ul>
      {rows.length === 0 && <p class="dim board-empty">{l10n.t("No version")}</p>}
      {rows.length > limit && (
        <LinkButton onClick={() => setLimit(limit + 100)}>{l10n.t("Show more ({0})", rows.length - limit)}</LinkButton>
      )}
    </section>
  );
}

function Card(props: {
  view: ModelView;
  row: VersionRow;
  checks: ReturnType<typeof useChecks>;
  isWritable: boolean;
  onShow: (version: string) => void;
}) {
  const { view, row, isWritable, onShow } = props;
  const { counts, watch } = props.checks;
  const metric = view.columns.metrics[0];
  const card = useRef<HTMLLIElement>(null);
  useEffect(() => (view.hasChecks ? watch(card.current!, row.version) : undefined), [view.hasChecks, row.version]);
  const checks = view.hasChecks ? counts[row.version] : undefined;
  return (
    <li
      ref={card}
      class="card"
      draggable={isWritable}
      onDragStart={(event) => event.dataTransfer?.setData(cardType, row.version)}
      data-vscode-context={contextOf(view, row)}
    >
      <div class="card-head">
        <LinkButton onClick={() => onShow(row.version)}>{`v${row.version}`}</LinkButton>
        <span class="spring">
          {row.aliases.map((alias) => (
            <Alias key={alias} name={alias} />
          ))}
        </span>
        <IconButton icon="kebab-vertical" label={l10n.t("Actions of v{0}", row.version)} onClick={openContextMenu} />
      </div>
      <div class="card-body">
        {metric !== undefined && (
          <span>
            <span class="dim">{metric}</span> <NumberText value={numberOf(row.metrics[metric])} />{" "}
            <Against view={view} row={row} metric={metric} />
          </span>
        )}
        <span class="dim">
          <Age time={row.createdAt} />
        </span>
        {checks !== undefined && (
          <span title={l10n.t("Checks passed")}>
            <Icon name={checks.passed === checks.total ? "pass" : "error"} />{" "}
            {l10n.t("checks {0}/{1}", checks.passed, checks.total)}
          </span>
        )}
      </div>
      {row.summary !== "" && <div class="card-text dim">{row.summary}</div>}
    </li>
  );
}

function numberOf(value: string | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}

/** The metric's difference to what is in production. */
function Against(props: { view: ModelView; row: VersionRow; metric: string }) {
  const { view, row, metric } = props;
  const production = view.versions.find((each) => each.stage === "Production");
  const [own, other] = [numberOf(row.metrics[metric]), numberOf(production?.metrics[metric])];
  if (own === undefined || other === undefined || production?.version === row.version) return null;
  const difference = own - other;
  if (!Number.isFinite(difference) || difference === 0) return null;
  return (
    <span class="dim" title={l10n.t("Compared with v{0} in production", production?.version ?? "")}>
      {difference > 0 && "+"}
      <NumberText value={difference} />
    </span>
  );
}
