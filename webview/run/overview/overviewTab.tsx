import * as l10n from "@vscode/l10n";
import { noteTag } from "../../../src/mlflow/entities.ts";
import type { RunOverview } from "../../../src/protocol/run.ts";
import { useLoaded, type Loaded } from "../../ui/hooks.ts";
import { Icon } from "../../ui/icon.tsx";
import { WhenLoaded } from "../../ui/states.tsx";
import type { Histories } from "../charts/histories.ts";
import { host } from "../host.ts";
import { useStale } from "../stale.ts";
import { Datasets } from "./datasets.tsx";
import { MetricsTable } from "./metricsTable.tsx";
import { Models } from "./models.tsx";
import { Note } from "./note.tsx";
import { Params } from "./params.tsx";
import { NestedRuns, Parent, Versions } from "./relations.tsx";
import { Reproducibility } from "./reproducibility.tsx";
import { Tags } from "./tags.tsx";

/** What the run was given, what it made, and what it has to do with others. */
export function OverviewTab(props: {
  overview: RunOverview;
  /** The run cannot be read any more, which is said above the page: not once more for each part. */
  isGone: boolean;
  histories: Histories;
  reload: () => void;
}) {
  const { overview, isGone, histories, reload } = props;
  const { run, metrics, readOnlyReason } = overview;
  // MLflow refuses every change of a run that is deleted.
  const isReadOnly = readOnlyReason !== undefined || run.lifecycleStage === "deleted";
  const relations = useLoaded(() => host.relations(), [run.runId]);
  const models = useLoaded(() => host.models(), [run.runId]);
  const reproducibility = useLoaded(() => host.reproducibility(), [run.runId]);
  useStale(relations);
  useStale(models);
  const showLog = () => void host.showLog();
  const told = <T,>(part: Loaded<T>): Loaded<T> => (isGone ? { ...part, error: undefined } : part);
  return (
    <div class="overview">
      {readOnlyReason !== undefined && (
        <p class="dim read-only">
          <Icon name="lock" /> {readOnlyReason}
        </p>
      )}
      <div class="columns">
        <div class="column">
          <Note text={run.tags[noteTag]} isReadOnly={isReadOnly} />
          <Params params={run.params} />
          <Tags tags={run.tags} isReadOnly={isReadOnly} onChanged={reload} />
        </div>
        <div class="column">
          <MetricsTable metrics={metrics} place={overview.place} histories={histories} />
          <WhenLoaded loaded={told(models)} onShowLog={showLog}>
            {(value) => (
              <Models models={value} isWritable={readOnlyReason === undefined && run.lifecycleStage === "active"} />
            )}
          </WhenLoaded>
          <Datasets datasets={run.datasets} />
          <WhenLoaded loaded={told(reproducibility)} onShowLog={showLog}>
            {(parts) => <Reproducibility parts={parts} />}
          </WhenLoaded>
          <WhenLoaded loaded={told(relations)} onShowLog={showLog}>
            {({ parent, children, versions }) => (
              <>
                <Versions versions={versions} />
                <Parent parent={parent} />
                <NestedRuns {...children} />
              </>
            )}
          </WhenLoaded>
        </div>
      </div>
      {Object.keys(run.params).length === 0 && metrics.length === 0 && run.problems === undefined && !isGone && (
        <p class="dim">{l10n.t("This run has logged no parameters and no metrics yet.")}</p>
      )}
    </div>
  );
}
