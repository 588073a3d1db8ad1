import * as l10n from "@vscode/l10n";
import type { ReproducibilityPart } from "../../../src/protocol/run.ts";
import { LinkButton } from "../../ui/controls.tsx";
import { Icon } from "../../ui/icon.tsx";
import { host } from "../host.ts";
import { Section } from "./section.tsx";

const icons: Record<ReproducibilityPart["state"], string> = { restorable: "pass", partly: "warning", missing: "error" };

/** What of the run can be made again as it was, and why. */
export function Reproducibility(props: { parts: readonly ReproducibilityPart[] }) {
  const words: Record<ReproducibilityPart["state"], string> = {
    restorable: l10n.t("can be restored"),
    partly: l10n.t("can be restored in part"),
    missing: l10n.t("cannot be restored"),
  };
  return (
    <Section
      title={l10n.t("Reproducibility")}
      actions={<LinkButton onClick={() => void host.runAgain()}>{l10n.t("Run Again...")}</LinkButton>}
    >
      <table class="pairs reproducibility">
        <tbody>
          {props.parts.map(({ name, label, state, reason }) => (
            <tr key={name}>
              <th scope="row">
                <span class={`part-state ${state}`} role="img" aria-label={words[state]} title={words[state]}>
                  <Icon name={icons[state]} />
                </span>{" "}
                {label}
              </th>
              <td>
                <span class="value">{reason}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
