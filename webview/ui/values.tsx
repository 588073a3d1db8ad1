import type { RunStatus } from "../../src/mlflow/entities.ts";
import * as format from "../../src/mlflow/format.ts";
import * as l10n from "@vscode/l10n";
import { locale } from "./host.ts";
import { Icon } from "./icon.tsx";

/** A number with four significant digits; its exact value on hover. Missing is a dash, NaN and infinities are themselves. */
export function NumberText(props: { value: number | undefined }) {
  if (props.value === undefined) return <span class="missing">–</span>;
  return <span title={String(props.value)}>{format.formatNumber(props.value, locale)}</span>;
}

/** How many there are, with the language's thousands. */
export function countText(count: number): string {
  return format.formatCount(count, locale);
}

/** A size: `1.4 MB`. */
export function bytesText(bytes: number): string {
  return format.formatBytes(bytes, locale);
}

/** How long ago, the moment itself on hover. */
export function Age(props: { time: number | undefined }) {
  if (props.time === undefined) return <span class="missing">–</span>;
  return (
    <time dateTime={new Date(props.time).toISOString()} title={format.formatTime(props.time, locale)}>
      {ago(props.time)}
    </time>
  );
}

/** "2 hours ago", in words of the language. */
export function ago(time: number): string {
  const age = Date.now() - time;
  if (age < 60_000) return l10n.t("now");
  return l10n.t("{0} ago", format.formatAge(time, locale));
}

export function Duration(props: { ms: number | undefined }) {
  return <>{props.ms === undefined ? "–" : format.formatDuration(props.ms, locale)}</>;
}

/** The codicon of each status; "~spin" turns it. */
export const statusIcons: Record<RunStatus, string> = {
  FINISHED: "pass",
  FAILED: "error",
  KILLED: "circle-slash",
  RUNNING: "sync~spin",
  SCHEDULED: "watch",
};

/** A status in words, as its icon says it. */
export function statusName(status: RunStatus): string {
  switch (status) {
    case "FINISHED":
      return l10n.t("finished");
    case "FAILED":
      return l10n.t("failed");
    case "KILLED":
      return l10n.t("killed");
    case "RUNNING":
      return l10n.t("running");
    case "SCHEDULED":
      return l10n.t("scheduled");
  }
}

/** The icon of a run's status in its colour, the same as in the tree; the status in words for a screen reader and on hover. */
export function StatusIcon(props: { status: RunStatus; isDeleted?: boolean }) {
  const name = props.isDeleted ? l10n.t("deleted") : statusName(props.status);
  return (
    <span class={`status status-${props.status.toLowerCase()}`} role="img" aria-label={name} title={name}>
      <Icon name={props.isDeleted ? "archive" : statusIcons[props.status]} />
    </span>
  );
}

/** A name of so few characters is cut at its end, if at all. */
const maxWhole = 16;

/** A key or path that is cut in its middle where there is no room, and whole on hover. */
export function Key(props: { name: string }) {
  const { name } = props;
  // The end may take but a part of the room: of a half with wide letters that would be too little though there is room.
  const cut = name.length > maxWhole ? Math.ceil(name.length * 0.6) : name.length;
  return (
    <span class="key" title={name}>
      {/* The halves would be read as two words. */}
      <span class="visually-hidden">{name}</span>
      <span class="key-start" aria-hidden="true">
        {name.slice(0, cut)}
      </span>
      {cut < name.length && (
        <span class="key-end" aria-hidden="true">
          <bdi>{name.slice(cut)}</bdi>
        </span>
      )}
    </span>
  );
}
