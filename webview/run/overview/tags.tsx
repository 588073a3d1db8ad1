import * as l10n from "@vscode/l10n";
import { useState } from "preact/hooks";
import { Checkbox, IconButton, TextField } from "../../ui/controls.tsx";
import { useKept } from "../../ui/hooks.ts";
import { Icon } from "../../ui/icon.tsx";
import { Key } from "../../ui/values.tsx";
import { host } from "../host.ts";
import { Value } from "./params.tsx";
import { Section, useShown } from "./section.tsx";

/** MLflow keeps tags of its own under this prefix; a page has better places for them. */
const reserved = "mlflow.";

/** Tags, which are added, changed and deleted where they stand. What the store refuses changes nothing, and it says why. */
export function Tags(props: { tags: Record<string, string>; isReadOnly: boolean; onChanged: () => void }) {
  const { tags, isReadOnly, onChanged } = props;
  const [showsReserved, setShowsReserved] = useKept("tags.reserved", false);
  const [isAdding, setIsAdding] = useState(false);
  const [error, setError] = useState<string | undefined>(undefined);
  const collator = new Intl.Collator(undefined, { numeric: true });
  const all = Object.entries(tags)
    .filter(([key]) => showsReserved || !key.startsWith(reserved))
    .sort(([a], [b]) => collator.compare(a, b));
  const { shown, searchField, rest } = useShown(all, ([key, value]) => `${key} ${value}`, l10n.t("Search Tags"));
  /** @returns whether the store did it */
  const write = async (change: () => Promise<void>): Promise<boolean> => {
    setError(undefined);
    try {
      await change();
      onChanged();
      return true;
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : String(failure));
      return false;
    }
  };
  const hasReserved = Object.keys(tags).some((key) => key.startsWith(reserved));
  return (
    <Section
      title={l10n.t("Tags")}
      count={all.length}
      actions={
        <>
          {searchField}
          {!isReadOnly && <IconButton icon="add" label={l10n.t("Add Tag")} onClick={() => setIsAdding(true)} />}
        </>
      }
    >
      {error !== undefined && (
        <p class="tag-error" role="alert">
          <Icon name="error" class="error-icon" /> {error}
        </p>
      )}
      {isAdding && (
        <NewTag
          onSave={async (key, value) => {
            if (await write(() => host.setTag(key, value))) setIsAdding(false);
          }}
          onCancel={() => {
            setIsAdding(false);
            setError(undefined);
          }}
        />
      )}
      <table class="pairs">
        <tbody>
          {shown.map(([key, value]) => (
            <TagRow
              key={key}
              name={key}
              value={value}
              isReadOnly={isReadOnly || key.startsWith(reserved)}
              write={write}
            />
          ))}
        </tbody>
      </table>
      {rest}
      {hasReserved && (
        <Checkbox isChecked={showsReserved} onChange={setShowsReserved}>
          {l10n.t("Show MLflow's own tags")}
        </Checkbox>
      )}
    </Section>
  );
}

function TagRow(props: {
  name: string;
  value: string;
  isReadOnly: boolean;
  write: (change: () => Promise<void>) => Promise<boolean>;
}) {
  const { name, value, isReadOnly, write } = props;
  const [draft, setDraft] = useState<string | undefined>(undefined);
  const save = async (text: string) => {
    if (text === value || (await write(() => host.setTag(name, text)))) setDraft(undefined);
  };
  const isMultiline = value.includes("\n");
  return (
    <tr>
      <th scope="row">
        <Key name={name} />
      </th>
      <td>
        {draft === undefined ? (
          <Value text={value} />
        ) : (
          <TextField
            class="tag-field"
            label={l10n.t("Value of {0}", name)}
            value={draft}
            isFocused
            onInput={setDraft}
            onEnter={() => void save(draft)}
            onEscape={() => setDraft(undefined)}
          />
        )}
      </td>
      <td class="row-actions">
        {draft !== undefined && (
          <>
            <IconButton icon="check" label={l10n.t("Save (Enter)")} onClick={() => void save(draft)} />
            <IconButton icon="close" label={l10n.t("Cancel (Escape)")} onClick={() => setDraft(undefined)} />
          </>
        )}
        {draft === undefined && (
          <IconButton icon="copy" label={l10n.t("Copy {0}", name)} onClick={() => void host.copy(value)} />
        )}
        {draft === undefined && !isReadOnly && (
          <>
            {/* A field of one line would lose the others. */}
            {!isMultiline && (
              <IconButton icon="edit" label={l10n.t("Change {0}", name)} onClick={() => setDraft(value)} />
            )}
            <IconButton
              icon="trash"
              label={l10n.t("Delete {0}", name)}
              onClick={() => void write(() => host.deleteTag(name))}
            />
          </>
        )}
      </td>
    </tr>
  );
}

function NewTag(props: { onSave: (key: string, value: string) => Promise<void>; onCancel: () => void }) {
  const [key, setKey] = useState("");
  const [value, setValue] = useState("");
  const save = () => void (key !== "" && props.onSave(key, value));
  return (
    <div class="new-tag">
      <TextField
        label={l10n.t("Name of the Tag")}
        placeholder={l10n.t("name")}
        value={key}
        isFocused
        onInput={setKey}
        onEnter={save}
        onEscape={props.onCancel}
      />
      <TextField
        label={l10n.t("Value of the Tag")}
        placeholder={l10n.t("value")}
        value={value}
        onInput={setValue}
        onEnter={save}
        onEscape={props.onCancel}
      />
      <IconButton icon="check" label={l10n.t("Save (Enter)")} isDisabled={key === ""} onClick={save} />
      <IconButton icon="close" label={l10n.t("Cancel (Escape)")} onClick={props.onCancel} />
    </div>
  );
}
