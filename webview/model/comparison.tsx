import * as l10n from "@vscode/l10n";
import type { FileDifference } from "../../src/protocol/model.ts";
import { Button, IconButton, LinkButton } from "../ui/controls.tsx";
import { useLoaded } from "../ui/hooks.ts";
import { Problems, WhenLoaded } from "../ui/states.tsx";
import { Differences } from "./differences.tsx";
import { host } from "./host.ts";

/** Two versions: how their runs, signatures, environments and files differ. */
export function Comparison(props: { before: string; after: string; revision: number; onClose: () => void }) {
  const { before, after, revision } = props;
  const loaded = useLoaded(() => host.compare(before, after), [before, after, revision]);
  return (
    <section class="details" aria-label={l10n.t("Comparison of v{0} and v{1}", before, after)}>
      <div class="title-row">
        <h2>{l10n.t("v{0} compared with v{1}", before, after)}</h2>
        <span class="spring" />
        <IconButton icon="close" label={l10n.t("Close the comparison")} onClick={props.onClose} />
      </div>
      <WhenLoaded loaded={loaded} onShowLog={() => void host.showLog()}>
        {({ metrics, params, signature, packages, files, runIds, problems }) => (
          <>
            <Problems problems={problems} />
            {runIds.length === 2 && runIds[0] !== runIds[1] && (
              <div class="buttons">
                <Button onClick={() => void host.compareRuns(runIds)}>{l10n.t("Compare Their Runs")}</Button>
              </div>
            )}
            <Differences title={l10n.t("Metrics")} differences={metrics} before={before} after={after} isNumber />
            <Differences title={l10n.t("Parameters")} differences={params} before={before} after={after} />
            <Differences title={l10n.t("Signature")} differences={signature} before={before} after={after} />
            <Differences title={l10n.t("Environment")} differences={packages} before={before} after={after} />
            <Files files={files} before={before} after={after} />
          </>
        )}
      </WhenLoaded>
    </section>
  );
}

function Files(props: { files: readonly FileDifference[]; before: string; after: string }) {
  const { files, before, after } = props;
  if (files.length === 0) return null;
  return (
    <section class="differences">
      <h3>{l10n.t("Files")}</h3>
      <table class="pairs">
        <tbody>
          {files.map(({ path, state }) => (
            <tr key={path}>
              <th scope="row" title={path}>
                {path}
              </th>
              <td>{stateName(state)}</td>
              <td>
                {state === "different" && (
                  <LinkButton onClick={() => void host.diffFile(before, after, path)}>{l10n.t("Open diff")}</LinkButton>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function stateName(state: FileDifference["state"]): string {
  switch (state) {
    case "same":
      return l10n.t("the same");
    case "different":
      return l10n.t("different");
    case "sameSize":
      return l10n.t("of the same size");
    case "added":
      return l10n.t("added");
    case "removed":
      return l10n.t("removed");
  }
}
