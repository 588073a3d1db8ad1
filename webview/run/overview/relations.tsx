import * as l10n from "@vscode/l10n";
import type { RunLink, RunRelations } from "../../../src/protocol/run.ts";
import { LinkButton } from "../../ui/controls.tsx";
import { Age, countText, StatusIcon } from "../../ui/values.tsx";
import { host } from "../host.ts";
import { Section } from "./section.tsx";

/** The versions that are registered of this run's models. */
export function Versions(props: { versions: RunRelations["versions"] }) {
  if (props.versions.length === 0) return null;
  return (
    <Section title={l10n.t("Registered Versions")} count={props.versions.length}>
      <table class="pairs">
        <tbody>
          {props.versions.map(({ name, version, stage, aliases }) => (
            <tr key={`${name} ${version}`}>
              <th scope="row">
                <LinkButton title={l10n.t("Open Model")} onClick={() => void host.openRegisteredModel(name)}>
                  {name} v{version}
                </LinkButton>
              </th>
              <td>
                {stage !== "None" && <span class="badge">{stage}</span>}
                {aliases.map((alias) => (
                  <span key={alias} class="badge">
                    @{alias}
                  </span>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

/** The run that this one is nested in. */
export function Parent(props: { parent: RunLink | undefined }) {
  if (props.parent === undefined) return null;
  return (
    <Section title={l10n.t("Parent Run")}>
      <RunTable runs={[props.parent]} />
    </Section>
  );
}

export function NestedRuns(props: RunRelations["children"]) {
  const { total, runs } = props;
  if (total === 0) return null;
  return (
    <Section title={l10n.t("Nested Runs")} count={total}>
      <RunTable runs={runs} />
      {total > runs.length && (
        <p class="dim">{l10n.t("The newest {0} of {1}.", countText(runs.length), countText(total))}</p>
      )}
    </Section>
  );
}

function RunTable(props: { runs: readonly RunLink[] }) {
  return (
    <table class="pairs">
      <tbody>
        {props.runs.map(({ runId, name, status, lifecycleStage, startTime }) => (
          <tr key={runId}>
            <th scope="row">
              <span class="run-link">
                <StatusIcon status={status} isDeleted={lifecycleStage === "deleted"} />
                <LinkButton onClick={() => void host.openRun(runId, name)}>{name}</LinkButton>
              </span>
            </th>
            <td class="dim">
              <Age time={startTime} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
