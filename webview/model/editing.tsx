import * as l10n from "@vscode/l10n";
import { useEffect, useRef, useState } from "preact/hooks";
import { Button, IconButton } from "../ui/controls.tsx";
import { Markdown } from "../ui/markdown/markdown.tsx";

/** A description as Markdown; where it may be written, a pencil opens it as text. */
export function Description(props: {
  text: string;
  isWritable: boolean;
  isEdited: boolean;
  onEdit: (isEdited: boolean) => void;
  onSave: (text: string) => void;
  label: string;
}) {
  const { text, isWritable, isEdited, onEdit, label } = props;
  if (isEdited && isWritable) return <TextEditor {...props} />;
  return (
    <div class="description">
      {text.trim() === "" ? <span class="dim">{l10n.t("No description.")}</span> : <Markdown text={text} />}
      {isWritable && <IconButton icon="edit" label={label} onClick={() => onEdit(true)} />}
    </div>
  );
}

function TextEditor(props: {
  text: string;
  label: string;
  onEdit: (isEdited: boolean) => void;
  onSave: (text: string) => void;
}) {
  const [draft, setDraft] = useState(props.text);
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => area.current?.focus(), []);
  const save = () => {
    props.onSave(draft);
    props.onEdit(false);
  };
  return (
    <div class="text-editor">
      <textarea
        ref={area}
        class="text-area"
        aria-label={props.label}
        rows={Math.min(16, Math.max(4, draft.split("\n").length + 1))}
        value={draft}
        onInput={(event) => setDraft(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") props.onEdit(false);
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save();
        }}
      />
      <div class="buttons">
        <Button isPrimary onClick={save}>
          {l10n.t("Save")}
        </Button>
        <Button onClick={() => props.onEdit(false)}>{l10n.t("Cancel")}</Button>
        <span class="dim">{l10n.t("Markdown. Ctrl+Enter saves, Escape leaves.")}</span>
      </div>
    </div>
  );
}

/** Tags, each with its value as a field: Enter or leaving it writes it, Escape takes it back. */
export function Tags(props: {
  tags: readonly [string, string][];
  isWritable: boolean;
  onSet: (key: string, value: string | null) => void;
}) {
  const { tags, isWritable, onSet } = props;
  const [newKey, setNewKey] = useState<string>();
  if (tags.length === 0 && !isWritable) return <p class="dim">{l10n.t("No tags.")}</p>;
  return (
    <div>
      {tags.length > 0 && (
        <table class="pairs">
          <tbody>
            {tags.map(([key, value]) => (
              <tr key={key}>
                <th scope="row" title={key}>
                  {key}
                </th>
                <td>
                  {isWritable ? (
                    <ValueField
                      label={l10n.t("Value of {0}", key)}
                      value={value}
                      onChange={(text) => onSet(key, text)}
                    />
                  ) : (
                    value
                  )}
                </td>
                {isWritable && (
                  <td class="row-action">
                    <IconButton icon="close" label={l10n.t("Remove tag {0}", key)} onClick={() => onSet(key, null)} />
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {isWritable && newKey === undefined && (
        <IconButton icon="add" label={l10n.t("Add tag")} onClick={() => setNewKey("")} />
      )}
      {newKey !== undefined && (
        <NewTag
          onSet={(key, value) => {
            setNewKey(undefined);
            if (key !== "") onSet(key, value);
          }}
        />
      )}
    </div>
  );
}

function NewTag(props: { onSet: (key: string, value: string) => void }) {
  const [key, setKey] = useState("");
  const [value, setValue] = useState("");
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") props.onSet(key.trim(), value);
    if (event.key === "Escape") props.onSet("", "");
  };
  return (
    <div class="new-tag">
      <input
        ref={field}
        class="text-input"
        aria-label={l10n.t("Key of the new tag")}
        placeholder={l10n.t("Key")}
        value={key}
        onInput={(event) => setKey(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <input
        class="text-input"
        aria-label={l10n.t("Value of the new tag")}
        placeholder={l10n.t("Value")}
        value={value}
        onInput={(event) => setValue(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <Button onClick={() => props.onSet(key.trim(), value)}>{l10n.t("Add")}</Button>
    </div>
  );
}

function ValueField(props: { label: string; value: string; onChange: (value: string) => void }) {
  const [draft, setDraft] = useState(props.value);
  useEffect(() => setDraft(props.value), [props.value]);
  return (
    <input
      class="text-input quiet"
      aria-label={props.label}
      title={draft}
      value={draft}
      onInput={(event) => setDraft(event.currentTarget.value)}
      onBlur={() => draft !== props.value && props.onChange(draft)}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key === "Escape") setDraft(props.value);
      }}
    />
  );
}
