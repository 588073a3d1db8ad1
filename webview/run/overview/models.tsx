import * as l10n from "@vscode/l10n";
import type { RunModelInfo } from "../../../src/protocol/run.ts";
import { LinkButton } from "../../ui/controls.tsx";
import { Icon } from "../../ui/icon.tsx";
import { bytesText } from "../../ui/values.tsx";
import { host } from "../host.ts";
import { FieldTable } from "./fieldTable.tsx";
import { Section } from "./section.tsx";

/** The models that the run made or read, each with its signature. */
export function Models(props: { models: readonly RunModelInfo[]; isWritable: boolean }) {
  if (props.models.length === 0) return null;
  return (
    <Section title={l10n.t("Models")} count={props.models.length}>
      {props.models.map((model) => (
        <Model key={`${model.isInput} ${model.artifact}`} model={model} isWritable={props.isWritable} />
      ))}
    </Section>
  );
}

function Model(props: { model: RunModelInfo; isWritable: boolean }) {
  const { name, kind, isInput, artifact, details, problem } = props.model;
  const facts = [kind, isInput ? l10n.t("read by this run") : undefined].filter(Boolean);
  return (
    <details class="thing">
      <summary>
        <span class="thing-name">{name}</span> <span class="dim">{facts.join(" · ")}</span>
      </summary>
      {problem !== undefined && (
        <p class="dim">
          <Icon name="warning" class="warning-icon" /> {problem}
        </p>
      )}
      {details !== undefined && (
        <>
          <p class="facts">
            {details.mlflowVersion && <span>MLflow {details.mlflowVersion}</span>}
            {details.pythonVersion && <span>Python {details.pythonVersion}</span>}
            {details.sizeBytes !== undefined && <span>{bytesText(details.sizeBytes)}</span>}
            <LinkButton onClick={() => void host.openModel(artifact)}>{l10n.t("Open MLmodel")}</LinkButton>
            {props.isWritable && (
              <LinkButton onClick={() => void host.registerModel(artifact)}>{l10n.t("Register Model...")}</LinkButton>
            )}
          </p>
          {details.inputs === undefined && details.outputs === undefined && (
            <p class="dim">{l10n.t("It has no signature.")}</p>
          )}
          {details.inputs !== undefined && <FieldTable title={l10n.t("Inputs")} fields={details.inputs} />}
          {details.outputs !== undefined && <FieldTable title={l10n.t("Outputs")} fields={details.outputs} />}
          {details.params !== undefined && <FieldTable title={l10n.t("Parameters")} fields={details.params} />}
        </>
      )}
    </details>
  );
}
