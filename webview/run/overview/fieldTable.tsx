import * as l10n from "@vscode/l10n";
import type { ModelField } from "../../../src/protocol/run.ts";

/** Fields beyond these are counted. */
const maxShown = 200;

/** Columns or parameters with their types. */
export function FieldTable(props: { title: string; fields: readonly ModelField[] }) {
  const { fields } = props;
  return (
    <>
      <h3>{props.title}</h3>
      <table class="pairs">
        <tbody>
          {fields.slice(0, maxShown).map(({ name, type, isOptional, default: preset }, i) => (
            <tr key={i}>
              <th scope="row">{name === "" ? <span class="dim">{l10n.t("unnamed")}</span> : name}</th>
              <td>
                <span class="value mono">{type}</span>
                {preset !== undefined && <span class="value mono"> = {preset}</span>}
                {isOptional && <span class="dim"> {l10n.t("optional")}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {fields.length > maxShown && <p class="dim">{l10n.t("… and {0} more", fields.length - maxShown)}</p>}
    </>
  );
}
