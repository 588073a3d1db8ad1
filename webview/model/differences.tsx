import * as l10n from "@vscode/l10n";
import type { Difference } from "../../src/protocol/model.ts";
import { Key, NumberText } from "../ui/values.tsx";

/** What changed, from and to; where nothing did, it says so. */
export function Differences(props: {
  title: string;
  differences: readonly Difference[];
  before: string;
  after: string;
  isNumber?: boolean;
}) {
  const { title, differences, before, after, isNumber } = props;
  const cell = (value: string | undefined) =>
    value === undefined ? (
      <span class="missing">–</span>
    ) : isNumber ? (
      <NumberText value={Number(value)} />
    ) : (
      <span title={value}>{value === "" ? "''" : value}</span>
    );
  return (
    <section class="differences">
      <h3>
        {title} <span class="dim">{differences.length === 0 ? l10n.t("the same") : differences.length}</span>
      </h3>
      {differences.length > 0 && (
        <table class="pairs">
          <thead>
            <tr>
              <td />
              <th scope="col" class={isNumber ? "number" : ""}>{`v${before}`}</th>
              <th scope="col" class={isNumber ? "number" : ""}>{`v${after}`}</th>
              {isNumber && (
                <th scope="col" class="number">
                  {l10n.t("Change")}
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {differences.map((each) => (
              <tr key={each.key}>
                <th scope="row">
                  <Key name={each.key} />
                </th>
                <td class={isNumber ? "number" : ""}>{cell(each.before)}</td>
                <td class={isNumber ? "number" : ""}>{cell(each.after)}</td>
                {isNumber && (
                  <td class="number">
                    <Change {...each} />
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Change({ before, after }: Difference) {
  const change = before === undefined || after === undefined ? NaN : Number(after) - Number(before);
  if (!Number.isFinite(change)) return <span class="missing">–</span>;
  return (
    <span>
      {change > 0 && "+"}
      <NumberText value={change} />
    </span>
  );
}
