import * as l10n from "@vscode/l10n";
import { useState } from "preact/hooks";
import type { ModelStage } from "../../src/mlflow/entities.ts";
import type { ModelView, RunDetails, Signature, VersionDetails, VersionRow } from "../../src/protocol/model.ts";
import { Button, Dropdown, IconButton, LinkButton } from "../ui/controls.tsx";
import { useLoaded } from "../ui/hooks.ts";
import { Problems, WhenLoaded } from "../ui/states.tsx";
import { Age, Key, NumberText } from "../ui/values.tsx";
import { Description, Tags } from "./editing.tsx";
import { host } from "./host.ts";
import { Alias, Person, Stage, stageName, stages } from "./stages.tsx";

/** One version: its stage and aliases, what made it, and what its files say. */
export function Details(props: {
  view: ModelView;
  row: VersionRow;
  revision: number;
  act: (action: () => Promise<unknown>) => void;
  onMove: (version: string, stage: ModelStage) => void;
  isEdited: boolean;
  onEdit: (isEdited: boolean) => void;
}) {
  const { view, row, revision, act, onMove } = props;
  const { version } = row;
  const loaded = useLoaded(() => host.details(version), [version, revision]);
  const isWritable = view.readOnlyReason === undefined;
  const value = loaded.value?.version === version ? loaded.value : undefined;
  return (
    <section class="details" aria-label={l10n.t("Version {0}", version)}>
      <div class="title-row">
        <h2>{l10n.t("Version {0}", version)}</h2>
        {isWritable ? (
          <Dropdown
            label={l10n.t("Stage of v{0}", version)}
            value={row.stage}
            options={stages.map((stage) => ({ value: stage, label: stageName(stage) }))}
            onChange={(stage) => onMove(version, stage)}
          />
        ) : (
          <Stage stage={row.stage} />
        )}
        <span class="spring" />
        <LinkButton onClick={() => act(() => host.openFile(version, "MLmodel"))}>MLmodel</LinkButton>
        {isWritable && (
          <IconButton
            icon="trash"
            label={l10n.t("Delete version {0}", version)}
            onClick={() => act(() => host.deleteVersion(version))}
          />
        )}
      </div>
      <Aliases row={row} isWritable={isWritable} act={act} />
      <WhenLoaded loaded={{ ...loaded, value }} onShowLog={() => void host.showLog()}>
        {(details) => <Loaded {...props} details={details} isWritable={isWritable} />}
      </WhenLoaded>
    </section>
  );
}

function Aliases(props: { row: VersionRow; isWritable: boolean; act: (action: () => Promise<unknown>) => void }) {
  const { row, isWritable, act } = props;
  const [draft, setDraft] = useState<string>();
  const set = () => {
    if (draft?.trim()) act(() => host.setAlias(draft.trim(), row.version));
    setDraft(undefined);
  };
  return (
    <div class="aliases">
      {row.aliases.map((alias) => (
        <span key={alias} class="alias-chip">
          <Alias name={alias} />
          {isWritable && (
            <IconButton
              icon="close"
              label={l10n.t("Remove alias {0}", alias)}
              onClick={() => act(() => host.setAlias(alias, null))}
            />
          )}
        </span>
      ))}
      {isWritable && draft === undefined && <LinkButton onClick={() => setDraft("")}>{l10n.t("Add alias")}</LinkButton>}
      {draft !== undefined && (
        <>
          <input
            class="text-input"
            ref={(element) => void (draft === "" && element?.focus())}
            aria-label={l10n.t("New alias of v{0}", row.version)}
            placeholder="champion"
            value={draft}
            onInput={(event) => setDraft(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter") set();
              if (event.key === "Escape") setDraft(undefined);
            }}
          />
          <Button onClick={set}>{l10n.t("Set")}</Button>
        </>
      )}
    </div>
  );
}

function Loaded(props: {
  row: VersionRow;
  details: VersionDetails;
  isWritable: boolean;
  act: (action: () => Promise<unknown>) => void;
  isEdited: boolean;
  onEdit: (isEdited: boolean) => void;
}) {
  const { row, details, isWritable, act, isEdited, onEdit } = props;
  const { version, run, signature, flavors, mlflowVersion, packages } = details;
  return (
    <>
      <Problems problems={[...(row.problems ?? []), ...(row.status === "" ? [] : [row.status]), ...details.problems]} />
      <Description
        text={details.description}
        isWritable={isWritable}
        isEdited={isEdited}
        onEdit={onEdit}
        onSave={(text) => act(() => host.describe(version, text))}
        label={l10n.t("Edit the description of v{0}", version)}
      />
      <h3>{l10n.t("Tags")}</h3>
      <Tags
        tags={details.tags}
        isWritable={isWritable}
        onSet={(key, value) => act(() => host.setTag(version, key, value))}
      />
      <h3>{l10n.t("Origin")}</h3>
      <table class="pairs">
        <tbody>
          {run !== undefined && <RunRows run={run} />}
          {run === undefined && row.runId !== undefined && (
            <Row label={l10n.t("Run")}>
              <span class="dim">{l10n.t("{0}, which is gone", row.runId)}</span>
            </Row>
          )}
          {row.validatedBy !== undefined && (
            <Row label={l10n.t("Validated by")}>
              <Person name={row.validatedBy} />
            </Row>
          )}
          <Row label={l10n.t("Registered")}>
            <Age time={row.createdAt} />
          </Row>
          {details.source !== undefined && (
            <Row label={l10n.t("Source")}>
              <span title={details.source}>{details.source}</span>
            </Row>
          )}
          {flavors.length > 0 && <Row label={l10n.t("Flavors")}>{flavors.join(", ")}</Row>}
          {mlflowVersion !== undefined && <Row label="MLflow">{mlflowVersion}</Row>}
        </tbody>
      </table>
      {run !== undefined && (
        <>
          <Pairs title={l10n.t("Metrics")} pairs={run.metrics} isNumber />
          <Pairs title={l10n.t("Parameters")} pairs={run.params} />
        </>
      )}
      {signature !== undefined && <SignatureLines signature={signature} />}
      {packages.length > 0 && (
        <details>
          <summary>
            {l10n.t("Environment")} <span class="dim">{packages.length}</span>
          </summary>
          <ul class="lines mono">
            {packages.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function RunRows({ run }: { run: RunDetails }) {
  return (
    <>
      <Row label={l10n.t("Run")}>
        <LinkButton onClick={() => void host.openRun(run.runId, run.runName)}>{run.runName || run.runId}</LinkButton>{" "}
        <span class="dim">
          {run.experimentName} · {run.user !== undefined && <>{run.user} · </>}
          <Age time={run.startTime} />
        </span>
      </Row>
      {run.sourceName !== undefined && (
        <Row label={l10n.t("Code")}>
          <span title={run.sourceName}>{run.sourceName}</span>
        </Row>
      )}
      {run.commit !== undefined && (
        <Row label={l10n.t("Commit")}>
          <span class="mono" title={run.commit}>
            {run.commit.slice(0, 10)}
          </span>
        </Row>
      )}
      {run.datasets.map(({ name, digest, context }) => (
        <Row key={`${name} ${digest} ${context}`} label={l10n.t("Dataset")}>
          {name} <span class="dim">{[digest, context].filter(Boolean).join(" · ")}</span>
        </Row>
      ))}
    </>
  );
}

function Row(props: { label: string; children: preact.ComponentChildren }) {
  return (
    <tr>
      <th scope="row">{props.label}</th>
      <td>{props.children}</td>
    </tr>
  );
}

function Pairs(props: { title: string; pairs: readonly [string, string][]; isNumber?: boolean }) {
  if (props.pairs.length === 0) return null;
  return (
    <details open={props.pairs.length <= 12}>
      <summary>
        {props.title} <span class="dim">{props.pairs.length}</span>
      </summary>
      <table class="pairs">
        <tbody>
          {props.pairs.map(([key, value]) => (
            <tr key={key}>
              <th scope="row">
                <Key name={key} />
              </th>
              <td class={props.isNumber ? "number" : ""}>
                {props.isNumber ? <NumberText value={Number(value)} /> : <span title={value}>{value}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function SignatureLines({ signature }: { signature: Signature }) {
  const part = (title: string, lines: readonly string[]) =>
    lines.length > 0 && (
      <>
        <h4>{title}</h4>
        <ul class="lines mono">
          {lines.map((line, index) => (
            <li key={index}>{line}</li>
          ))}
        </ul>
      </>
    );
  return (
    <details>
      <summary>{l10n.t("Signature")}</summary>
      {part(l10n.t("Inputs"), signature.inputs)}
      {part(l10n.t("Outputs"), signature.outputs)}
      {part(l10n.t("Parameters"), signature.params)}
    </details>
  );
}
