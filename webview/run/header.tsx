import * as l10n from "@vscode/l10n";
import { hasLoggedModel } from "../../src/mlflow/entities.ts";
import type { RunOverview, RunSource } from "../../src/protocol/run.ts";
import { openContextMenu } from "../ui/contextMenu.ts";
import { Button, IconButton, LinkButton } from "../ui/controls.tsx";
import { useLoaded, useNow } from "../ui/hooks.ts";
import { Icon } from "../ui/icon.tsx";
import { RunDot } from "../ui/runColor.tsx";
import { Age, Duration, StatusIcon } from "../ui/values.tsx";
import { Deleted } from "./deleted.tsx";
import { host } from "./host.ts";

/** What the run is, whose, since when, and where its code is. */
export function Header(props: { overview: RunOverview }) {
  const { run, experimentName, place } = props.overview;
  const { runId, startTime, endTime, status } = run;
  const source = useLoaded(() => host.source(), [runId]);
  // A run whose meta.yaml is broken has a status that nobody gave it; the banner says what is wrong.
  const isUnreadable = run.problems !== undefined && startTime === undefined;
  const isRunning = status === "RUNNING";
  const now = useNow(isRunning ? 1_000 : 60_000);
  const end = endTime ?? (isRunning ? now : undefined);
  return (
    <header class="run-header">
      <div class="run-title">
        {isUnreadable ? (
          <Icon name="warning" class="warning-icon" />
        ) : (
          <StatusIcon status={status} isDeleted={run.lifecycleStage === "deleted"} />
        )}
        <RunDot place={place} />
        <h1>{run.runName || runId}</h1>
        <Actions overview={props.overview} />
      </div>
      <p class="facts">
        <LinkButton title={l10n.t("Open Experiment")} onClick={() => void host.openExperiment()}>
          {experimentName}
        </LinkButton>
        {run.userId && <span>{run.userId}</span>}
        <Age time={startTime} />
        {startTime !== undefined && end !== undefined && (
          <span>
            {isRunning ? l10n.t("running for") : l10n.t("took")} <Duration ms={end - startTime} />
          </span>
        )}
        <RunId runId={runId} />
      </p>
      <Source source={source.value ?? named(run.tags)} />
      <Deleted overview={props.overview} />
    </header>
  );
}

/** What one does with a run; where there is no room it is in the menu, which has it too. */
function Actions(props: { overview: RunOverview }) {
  const { run, readOnlyReason } = props.overview;
  const isRegistrable = readOnlyReason === undefined && run.lifecycleStage === "active" && hasLoggedModel(run);
  return (
    <div class="run-actions">
      <Button onClick={() => void host.compare()}>{l10n.t("Compare...")}</Button>
      <Button onClick={() => void host.runAgain()}>{l10n.t("Run Again...")}</Button>
      {isRegistrable && <Button onClick={() => void host.registerModel(null)}>{l10n.t("Register Model...")}</Button>}
      <Button onClick={() => void host.reveal()}>{l10n.t("Reveal in Experiments")}</Button>
      <IconButton icon="ellipsis" label={l10n.t("More Actions...")} onClick={openContextMenu} />
    </div>
  );
}

function RunId(props: { runId: string }) {
  return (
    <span class="copied">
      <span class="mono" title={props.runId}>
        {props.runId.slice(0, 8)}
      </span>
      <IconButton icon="copy" label={l10n.t("Copy Run ID")} onClick={() => void host.copy(props.runId)} />
    </span>
  );
}

/** What the run says of its code, until it is known what of it is here. */
function named(tags: Record<string, string>): RunSource {
  return {
    name: tags["mlflow.source.name"] ?? "",
    commit: tags["mlflow.source.git.commit"],
    branch: tags["mlflow.source.git.branch"],
  };
}

function Source(props: { source: RunSource }) {
  const { name, found, commit, branch, command } = props.source;
  if (name === "" && !commit) return null;
  return (
    <p class="facts">
      {found === undefined ? (
        name !== "" && <span title={l10n.t("Not in this workspace")}>{name}</span>
      ) : (
        <LinkButton title={name} onClick={() => void host.openSource()}>
          {found.label}
          {found.line !== undefined && `:${found.line}`}
        </LinkButton>
      )}
      {commit !== undefined && commit !== "" && (
        <span class="copied">
          <Icon name="git-commit" />{" "}
          <LinkButton title={l10n.t("Show Commit {0}", commit)} onClick={() => void host.openCommit()}>
            <span class="mono">{commit.slice(0, 7)}</span>
          </LinkButton>
          {branch && <span class="dim"> {branch}</span>}
          <IconButton icon="copy" label={l10n.t("Copy Commit")} onClick={() => void host.copy(commit)} />
        </span>
      )}
      {command !== undefined && (
        <LinkButton title={command} onClick={() => void host.copy(command)}>
          {l10n.t("Copy Command to Reproduce")}
        </LinkButton>
      )}
    </p>
  );
}
