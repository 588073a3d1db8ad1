import * as l10n from "@vscode/l10n";
import { IconButton } from "../../ui/controls.tsx";
import { Key } from "../../ui/values.tsx";
import { host } from "../host.ts";
import { Section, useShown } from "./section.tsx";

export function Params(props: { params: Record<string, string> }) {
  const collator = new Intl.Collator(undefined, { numeric: true });
  const all = Object.entries(props.params).sort(([a], [b]) => collator.compare(a, b));
  const { shown, searchField, rest } = useShown(all, ([key, value]) => `${key} ${value}`, l10n.t("Search Parameters"));
  if (all.length === 0) return null;
  return (
    <Section title={l10n.t("Parameters")} count={all.length} actions={searchField}>
      <table class="pairs">
        <tbody>
          {shown.map(([key, value]) => (
            <tr key={key}>
              <th scope="row">
                <Key name={key} />
              </th>
              <td>
                <Value text={value} />
              </td>
              <td class="row-actions">
                <IconButton icon="copy" label={l10n.t("Copy {0}", key)} onClick={() => void host.copy(value)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rest}
    </Section>
  );
}

/** More of a value is copied, not shown. */
const maxText = 1_000;

/** A value as its writer wrote it, with its lines. */
export function Value(props: { text: string }) {
  const { text } = props;
  if (text === "") return <span class="dim">{l10n.t("empty")}</span>;
  return (
    <span class="value" title={text.length > 80 ? text.slice(0, maxText) : undefined}>
      {text.length > maxText ? `${text.slice(0, maxText)}…` : text}
    </span>
  );
}
