import * as l10n from "@vscode/l10n";
import { useState } from "preact/hooks";
import { formatTime } from "../../src/mlflow/format.ts";
import type { HistoryLine, ServedLine } from "../../src/protocol/model.ts";
import { Button, LinkButton } from "../ui/controls.tsx";
import { locale } from "../ui/host.ts";
import { useKept, useLoaded } from "../ui/hooks.ts";
import { Icon } from "../ui/icon.tsx";
import { Empty, WhenLoaded } from "../ui/states.tsx";
import { Age } from "../ui/values.tsx";
import { host } from "./host.ts";
import { Person } from "./stages.tsx";

const linesAtFirst = 200;
const dayMs = 86_400_000;

/** Everything that happened to the model, newest first, and what was in production on a day. */
export function History(props: { revision: number; act: (action: () => Promise<unknown>) => void }) {
  const history = useLoaded(() => host.history(), [props.revision]);
  const [from, setFrom] = useKept("history from", "");
  const [to, setTo] = useKept("history to", "");
  const [limit, setLimit] = useState(linesAtFirst);
  return (
    <div class="history">
      <div class="toolbar">
        <DateField label={l10n.t("From")} value={from} onChange={setFrom} />
        <DateField label={l10n.t("To")} value={to} onChange={setTo} />
        <span class="spring" />
        <Button onClick={() => props.act(() => host.exportHistory("csv"))}>{l10n.t("Export CSV...")}</Button>
        <Button onClick={() => props.act(() => host.exportHistory("markdown"))}>{l10n.t("Export Markdown...")}</Button>
      </div>
      <Served revision={props.revision} />
      <WhenLoaded loaded={history} onShowLog={() => void host.showLog()}>
        {(lines) => {
          const shown = lines.filter(between(startOf(from), startOf(to)));
          if (shown.length === 0) return <Empty>{l10n.t("Nothing happened in this time.")}</Empty>;
          return (
            <>
              <ol class="log" aria-label={l10n.t("History")}>
                {shown.slice(0, limit).map((line) => (
                  <Line key={line.id} line={line} />
                ))}
              </ol>
              {shown.length > limit && (
                <LinkButton onClick={() => setLimit(limit + 1_000)}>
                  {l10n.t("Show more ({0})", shown.length - limit)}
                </LinkButton>
              )}
            </>
          );
        }}
      </WhenLoaded>
      <p class="dim note">
        {l10n.t(
          "The history is kept as tags of the versions: whoever may write tags may alter it. What was changed elsewhere is told as far as it can be seen: several changes between two that are recorded here count as one, from where it began to where it led.",
        )}
      </p>
    </div>
  );
}

/** The start of a day in the user's own time; `undefined` where none is given. */
function startOf(day: string): number | undefined {
  const time = day === "" ? NaN : new Date(`${day}T00:00:00`).getTime();
  return Number.isNaN(time) ? undefined : time;
}

/** Both days included. */
function between(from: number | undefined, to: number | undefined): (line: HistoryLine) => boolean {
  return ({ at, notBefore }) => {
    const time = at ?? notBefore;
    if (time === undefined) return from === undefined && to === undefined;
    return (from === undefined || time >= from) && (to === undefined || time < to + dayMs);
  };
}

function DateField(props: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <label class="date">
      {props.label}{" "}
      <input
        type="date"
        class="text-input"
        value={props.value}
        onInput={(event) => props.onChange(event.currentTarget.value)}
      />
    </label>
  );
}

/** What was in production at the end of a day. */
function Served(props: { revision: number }) {
  const [day, setDay] = useKept("served on", "");
  const time = startOf(day);
  const served = useLoaded(
    () => (time === undefined ? Promise.resolve(undefined) : host.servedOn(time + dayMs - 1)),
    [time, props.revision],
  );
  return (
    <div class="served">
      <DateField label={l10n.t("In production on")} value={day} onChange={setDay} />
      <span role="status">
        {served.error !== undefined && served.error.message}
        {time !== undefined && served.value?.length === 0 && l10n.t("nothing")}
        {time !== undefined && served.value?.map((each) => <ServedVersion key={each.version} served={each} />)}
      </span>
    </div>
  );
}

function ServedVersion({ served }: { served: ServedLine }) {
  const { version, since, by, isCertain } = served;
  return (
    <span class="served-version">
      <strong>v{version}</strong>{" "}
      {!isCertain && l10n.t("perhaps: it was moved elsewhere, nobody knows when and by which way")}{" "}
      {isCertain && since !== undefined && l10n.t("since {0}", formatTime(since, locale))}{" "}
      {by !== undefined && by !== "" && (
        <>
          {l10n.t("by")} <Person name={by} />
        </>
      )}
    </span>
  );
}

function Line({ line }: { line: HistoryLine }) {
  const { version, at, notBefore, by, text, icon, why, validatedBy, checks, isElsewhere, failure } = line;
  const failed = checks.filter(({ passed }) => !passed);
  return (
    <li class={failure === undefined ? "" : "failed"}>
      <Icon name={icon} />
      <div>
        <div class="log-line">
          {version !== undefined && <strong>v{version}</strong>} <span>{text}</span> <span class="spring" />
          <span class="dim log-who">
            {isElsewhere ? l10n.t("elsewhere") : by !== undefined && by !== "" && <Person name={by} />}
          </span>
          <span class="dim log-when">
            {isElsewhere && at === undefined ? (
              l10n.t("unknown when")
            ) : (
              <>
                {isElsewhere && l10n.t("at the latest")} <Age time={at ?? notBefore} />
              </>
            )}
          </span>
        </div>
        {failure !== undefined && (
          <div>
            <Icon name="warning" class="warning-icon" /> {failure}
          </div>
        )}
        {why !== undefined && <blockquote>{why}</blockquote>}
        {(validatedBy !== undefined || checks.length > 0) && (
          <div class="dim">
            {validatedBy !== undefined && (
              <>
                {l10n.t("validated by")} <Person name={validatedBy} />
                {checks.length > 0 && " · "}
              </>
            )}
            {checks.length > 0 && l10n.t("checks {0}/{1}", checks.length - failed.length, checks.length)}
            {failed.length > 0 && l10n.t(", failed: {0}", failed.map(({ name }) => name).join(", "))}
          </div>
        )}
      </div>
    </li>
  );
}
