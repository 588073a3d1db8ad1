import * as l10n from "@vscode/l10n";
import type { ComponentChildren } from "preact";
import { Button } from "./controls.tsx";
import type { Loaded } from "./hooks.ts";
import { Icon } from "./icon.tsx";

/** VS Code's thin bar on top of what is loading. It shows only after a moment, so that what is quick does not flicker. */
export function ProgressBar(props: { isActive: boolean }) {
  if (!props.isActive) return null;
  return (
    <div class="progress" role="progressbar" aria-label={l10n.t("Loading")}>
      <div class="progress-bit" />
    </div>
  );
}

/** What an empty part says: one sentence, and the one thing to do. */
export function Empty(props: { children: ComponentChildren; action?: { label: string; run: () => void } }) {
  return (
    <div class="empty">
      <p>{props.children}</p>
      {props.action !== undefined && (
        <Button isPrimary onClick={props.action.run}>
          {props.action.label}
        </Button>
      )}
    </div>
  );
}

/** What went wrong, in words, and what can be done. */
export function ErrorMessage(props: { error: Error; onRetry?: () => void; onShowLog?: () => void }) {
  return (
    <div class="error-message" role="alert">
      <Icon name="error" class="error-icon" />
      <span class="error-text">{props.error.message}</span>
      {props.onRetry !== undefined && <Button onClick={props.onRetry}>{l10n.t("Try Again")}</Button>}
      {props.onShowLog !== undefined && <Button onClick={props.onShowLog}>{l10n.t("Show Log")}</Button>}
    </div>
  );
}

/** What is damaged, above the rest, which is shown all the same. */
export function Problems(props: { problems: readonly string[] | undefined }) {
  if (props.problems === undefined || props.problems.length === 0) return null;
  return (
    <div class="problems" role="status">
      {props.problems.map((problem) => (
        <div key={problem}>
          <Icon name="warning" class="warning-icon" /> {problem}
        </div>
      ))}
    </div>
  );
}

/** Draws what was loaded, with its progress and its error: what was there before stays in sight meanwhile. */
export function WhenLoaded<T>(props: {
  loaded: Loaded<T>;
  onShowLog: () => void;
  children: (value: T) => ComponentChildren;
}) {
  const { value, error, isLoading, reload } = props.loaded;
  return (
    <>
      <ProgressBar isActive={isLoading} />
      {error !== undefined && <ErrorMessage error={error} onRetry={reload} onShowLog={props.onShowLog} />}
      {value !== undefined && props.children(value)}
    </>
  );
}
