import * as l10n from "@vscode/l10n";
import { IconButton, LinkButton } from "../../ui/controls.tsx";
import { Markdown } from "../../ui/markdown/markdown.tsx";
import { host } from "../host.ts";
import { Section } from "./section.tsx";

/** The run's note; it is written in VS Code's own editor. */
export function Note(props: { text: string | undefined; isReadOnly: boolean }) {
  const { text = "", isReadOnly } = props;
  const isEmpty = text.trim() === "";
  if (isEmpty && isReadOnly) return null;
  const edit = () => void host.editNote();
  return (
    <Section
      title={l10n.t("Note")}
      actions={!isReadOnly && !isEmpty && <IconButton icon="edit" label={l10n.t("Edit Note")} onClick={edit} />}
    >
      {isEmpty ? <LinkButton onClick={edit}>{l10n.t("Write a Note")}</LinkButton> : <Markdown text={text} />}
    </Section>
  );
}
