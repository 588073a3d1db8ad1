import * as l10n from "@vscode/l10n";
import { useState } from "preact/hooks";
import type { LineageStep, ModelView, VersionDetails } from "../../src/protocol/model.ts";
import { LinkButton } from "../ui/controls.tsx";
import { useLoaded } from "../ui/hooks.ts";
import { Icon } from "../ui/icon.tsx";
import { Empty, WhenLoaded } from "../ui/states.tsx";
import { Age, NumberText } from "../ui/values.tsx";
import { Differences } from "./differences.tsx";
import { host } from "./host.ts";
import { Alias, Stage, stageName } from "./stages.tsx";

const stepsAtFirst = 5;

/** From the data to the stage, and what each version changed in the one before. */
export function Lineage(props: {
  view: ModelView;
  version: string | undefined;
  revision: number;
  onSelect: (version: string) => void;
}) {
  const { view, version, revision, onSelect } = props;
  const [count, setCount] = useState(stepsAtFirst);
  const details = useLoaded(
    () => (version === undefined ? Promise.resolve(undefined) : host.details(version)),
    [version, revision],
  );
  const steps = useLoaded(
    () => (version === undefined ? Promise.resolve(undefined) : host.lineage(version, count)),
    [version, count, revision],
  );
  if (version === undefined) return <Empty>{l10n.t("This model has no versions yet.")}</Empty>;
  return (
    <div class="lineage">
      <label class="lineage-version">
        {l10n.t("Version")}{" "}
        <select class="select" value={version} onChange={(event) => onSelect(event.currentTarget.value)}>
          {view.versions.map((row) => (
            <option key={row.version} value={row.version}>
              {`v${row.version}${row.stage === "None" ? "" : ` · ${stageName(row.stage)}`}`}
            </option>
          ))}
        </select>
      </label>
      <WhenLoaded loaded={details} onShowLog={() => void host.showLog()}>
        {(value) => value !== undefined && <Flow view={view} details={value} />}
      </WhenLoaded>
      <h2>{l10n.t("What each version changed")}</h2>
      <WhenLoaded loaded={steps} onShowLog={() => void host.showLog()}>
        {(value) => (
          <ol class="steps">
            {value?.map((step) => (
              <Step key={step.version} step={step} />
            ))}
          </ol>
        )}
      </WhenLoaded>
      {steps.value?.at(-1)?.previous !== undefined && (
        <LinkButton onClick={() => setCount(count + 10)}>{l10n.t("Show earlier versions")}</LinkButton>
      )}
    </div>
  );
}

/** The way of a version: data, code and environment, the run, the version, where it serves. */
function Flow({ view, details }: { view: ModelView; details: VersionDetails }) {
  const { run, packages, mlflowVersion, version } = details;
  const row = view.versions.find((each) => each.version === version);
  return (
    <ol class="flow" aria-label={l10n.t("Lineage of v{0}", version)}>
      <Box title={l10n.t("Data")} icon="table">
        {run === undefined || run.datasets.length === 0 ? (
          <span class="dim">{l10n.t("not logged")}</span>
        ) : (
          run.datasets.map(({ name, digest, context }) => (
            <div key={`${name} ${digest} ${context}`} title={digest}>
              {name} <span class="dim">{context ?? digest}</span>
            </div>
          ))
        )}
      </Box>
      <Box title={l10n.t("Code and environment")} icon="git-commit">
        {run?.sourceName !== undefined && <div title={run.sourceName}>{run.sourceName}</div>}
        <div class={run?.commit === undefined ? "dim" : "mono"} title={run?.commit}>
          {run?.commit?.slice(0, 10) ?? l10n.t("no commit")}
        </div>
        {mlflowVersion !== undefined && <div>MLflow {mlflowVersion}</div>}
        {packages.length > 0 && <div title={packages.join("\n")}>{l10n.t("{0} packages", packages.length)}</div>}
      </Box>
      <Box title={l10n.t("Run")} icon="beaker">
        {run === undefined ? (
          <span class="dim">{row?.runId === undefined ? l10n.t("not known") : l10n.t("gone")}</span>
        ) : (
          <>
            <LinkButton onClick={() => void host.openRun(run.runId, run.runName)}>{run.runName}</LinkButton>
            <div class="dim">
              {run.user} · <Age time={run.startTime} />
            </div>
            <div>{l10n.t("{0} parameters", run.params.length)}</div>
            {run.metrics.slice(0, 3).map(([key, value]) => (
              <div key={key}>
                <span class="dim">{key}</span> <NumberText value={Number(value)} />
              </div>
            ))}
          </>
        )}
      </Box>
      <Box title={l10n.t("Version")} icon="package">
        <div>{`v${version}`}</div>
        <div class="dim">
          <Age time={row?.createdAt} />
        </div>
      </Box>
      <Box title={l10n.t("Serves")} icon="rocket">
        <Stage stage={details.stage} />
        {row?.aliases.map((alias) => (
          <div key={alias}>
            <Alias name={alias} />
          </div>
        ))}
      </Box>
    </ol>
  );
}

function Box(props: { title: string; icon: string; children: preact.ComponentChildren }) {
  return (
    <li>
      <h3>
        <Icon name={props.icon} /> {props.title}
      </h3>
      {props.children}
    </li>
  );
}

function Step({ step }: { step: LineageStep }) {
  const { version, previous, stage, createdAt, runName, runId, commit, metrics, params, packages } = step;
  return (
    <li>
      <div class="step-head">
        <strong>v{version}</strong> <Stage stage={stage} />{" "}
        <span class="dim">
          <Age time={createdAt} />
        </span>{" "}
        {runId !== undefined && (
          <LinkButton onClick={() => void host.openRun(runId, runName ?? runId)}>{runName ?? runId}</LinkButton>
        )}{" "}
        {commit !== undefined && <span class="mono dim">{commit.slice(0, 10)}</span>}
      </div>
      {previous === undefined ? (
        <p class="dim">{l10n.t("The first version there is.")}</p>
      ) : (
        <div class="step-changes">
          <Differences title={l10n.t("Metrics")} differences={metrics} before={previous} after={version} isNumber />
          <Differences title={l10n.t("Parameters")} differences={params} before={previous} after={version} />
          <Differences title={l10n.t("Packages")} differences={packages} before={previous} after={version} />
        </div>
      )}
    </li>
  );
}
