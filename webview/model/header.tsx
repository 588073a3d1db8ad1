import * as l10n from "@vscode/l10n";
import { useState } from "preact/hooks";
import type { ModelView, NowEntry } from "../../src/protocol/model.ts";
import { Button, LinkButton } from "../ui/controls.tsx";
import { Problems } from "../ui/states.tsx";
import { Age } from "../ui/values.tsx";
import { Description, Tags } from "./editing.tsx";
import { host } from "./host.ts";
import { Person, Stage } from "./stages.tsx";

/** What the model is, and what serves now. */
export function Header(props: {
  view: ModelView;
  act: (action: () => Promise<unknown>) => void;
  isEdited: boolean;
  onEdit: (isEdited: boolean) => void;
  onShow: (version: string) => void;
}) {
  const { view, act, isEdited, onEdit, onShow } = props;
  const [showsTags, setShowsTags] = useState(false);
  const isWritable = view.readOnlyReason === undefined;
  return (
    <header>
      <div class="title-row">
        <h1>{view.name}</h1>
        <span class="dim store">{view.storeLabel}</span>
        <span class="spring" />
        {isWritable && <Button onClick={() => act(() => host.register())}>{l10n.t("Register Version...")}</Button>}
        <Button onClick={() => act(() => host.exportReport())}>{l10n.t("Export Report...")}</Button>
      </div>
      {view.readOnlyReason !== undefined && <p class="dim">{view.readOnlyReason}</p>}
      <Problems problems={view.problems} />
      <Description
        text={view.description}
        isWritable={isWritable}
        isEdited={isEdited}
        onEdit={onEdit}
        onSave={(text) => act(() => host.describe(null, text))}
        label={l10n.t("Edit the description of the model")}
      />
      <div class="model-tags">
        <LinkButton onClick={() => setShowsTags(!showsTags)}>
          {view.tags.length === 0
            ? l10n.t("Tags")
            : view.tags
                .map(([key, value]) => `${key}: ${value}`)
                .join(" · ")
                .slice(0, 160)}
        </LinkButton>
        {showsTags && (
          <Tags
            tags={view.tags}
            isWritable={isWritable}
            onSet={(key, value) => act(() => host.setTag(null, key, value))}
          />
        )}
      </div>
      <Now entries={view.now} onShow={onShow} />
    </header>
  );
}

function Now(props: { entries: readonly NowEntry[]; onShow: (version: string) => void }) {
  if (props.entries.length === 0) {
    return <p class="dim now-empty">{l10n.t("Nothing is in production or staging, and no alias is set.")}</p>;
  }
  return (
    <ul class="now" aria-label={l10n.t("Now")}>
      {props.entries.map((entry) => (
        <li key={`${entry.kind} ${entry.label} ${entry.version}`}>
          {entry.stage === undefined ? <span class="alias">@{entry.label}</span> : <Stage stage={entry.stage} />}{" "}
          <LinkButton onClick={() => props.onShow(entry.version)}>{`v${entry.version}`}</LinkButton>{" "}
          <Since entry={entry} />
        </li>
      ))}
    </ul>
  );
}

function Since({ entry }: { entry: NowEntry }) {
  const { since, isCertain, by, why, validatedBy } = entry;
  return (
    <span class="dim">
      {isCertain
        ? l10n.t("since")
        : since === undefined
          ? l10n.t("set elsewhere")
          : l10n.t("set elsewhere, at the latest")}{" "}
      {since !== undefined && <Age time={since} />}
      {isCertain && by !== undefined && by !== "" && (
        <>
          {" "}
          {l10n.t("by")} <Person name={by} />
        </>
      )}
      {validatedBy !== undefined && (
        <>
          , {l10n.t("validated by")} <Person name={validatedBy} />
        </>
      )}
      {why !== undefined && (
        <>
          {" "}
          <q>{why}</q>
        </>
      )}
    </span>
  );
}
