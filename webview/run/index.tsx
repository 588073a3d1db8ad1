import * as l10n from "@vscode/l10n";
import { useEffect } from "preact/hooks";
import type { RunHost, RunOverview, RunPage } from "../../src/protocol/run.ts";
import { connectHost } from "../ui/host.ts";
import { useLoaded } from "../ui/hooks.ts";
import { RunDot } from "../ui/runColor.tsx";
import { startPage } from "../ui/start.tsx";
import { Problems, WhenLoaded } from "../ui/states.tsx";
import { Age, Duration, Key, NumberText, StatusIcon } from "../ui/values.tsx";
import "./run.css";

let onInvalidate = () => {};
const host = connectHost<RunHost>({ invalidate: () => onInvalidate() } satisfies RunPage);
startPage(<RunPageContent />);

function RunPageContent() {
  const overview = useLoaded(() => host.overview(), []);
  useEffect(() => {
    onInvalidate = overview.reload;
  }, [overview.reload]);
  return (
    <WhenLoaded loaded={overview} onShowLog={() => void host.showLog()}>
      {(value) => <Overview {...value} />}
    </WhenLoaded>
  );
}

function Overview({ run, experimentName, metrics, place }: RunOverview) {
  const { startTime, endTime } = run;
  return (
    <main class="run">
      <header>
        <h1>
          <StatusIcon status={run.status} isDeleted={run.lifecycleStage === "deleted"} /> <RunDot place={place} />{" "}
          {run.runName}
        </h1>
        <p class="dim">
          {experimentName} · {run.userId} · <Age time={startTime} />
          {startTime !== undefined && endTime !== undefined && (
            <>
              {" "}
              · <Duration ms={endTime - startTime} />
            </>
          )}
        </p>
      </header>
      <Problems problems={run.problems} />
      <section>
        <h2>{l10n.t("Metrics")}</h2>
        <table>
          <tbody>
            {metrics.map(({ key, value }) => (
              <tr key={key}>
                <th scope="row">
                  <Key name={key} />
                </th>
                <td class="number">
                  <NumberText value={Number(value)} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <section>
        <h2>{l10n.t("Parameters")}</h2>
        <table>
          <tbody>
            {Object.entries(run.params).map(([key, value]) => (
              <tr key={key}>
                <th scope="row">
                  <Key name={key} />
                </th>
                <td>{value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </main>
  );
}
