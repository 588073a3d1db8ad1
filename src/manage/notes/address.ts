import * as vscode from "vscode";
import { noteTag } from "../../mlflow/entities.ts";
import { pageUri } from "../../stores/pageUri.ts";

// A text of a store as a file: `mlflow-note:/<store>/<kind>/<ids>/<key>/<title>`. As elsewhere the last part is only the
// tab's title; its ending says in which language the text is.

/** The scheme of the file system whose files are notes and long tags. */
export const noteScheme = "mlflow-note";

/** Whose text it is: of several it is one text for all. */
export type NoteOwner = { runIds: readonly string[] } | { experimentIds: readonly string[] };

export interface NoteAddress {
  storeId: string;
  owner: NoteOwner;
  /** The tag that holds it: the note's where absent. */
  key?: string;
}

const maxName = 60;

/**
 * @param name of whom it is, for the tab's title
 * @param text what it holds, which says how it is edited
 */
export function noteUri({ storeId, owner, key = noteTag }: NoteAddress, name: string, text: string): vscode.Uri {
  const [kind, ids] = "runIds" in owner ? ["runs", owner.runIds] : ["experiments", owner.experimentIds];
  const isNote = key === noteTag;
  const what = isNote ? vscode.l10n.t("note") : key;
  const ending = isNote ? "md" : isJson(text) ? "json" : "txt";
  const title = `${name.slice(0, maxName)} ${what.slice(-maxName)}.${ending}`;
  return pageUri(noteScheme, [storeId, kind, ids.map(encodeURIComponent).join(","), encodeURIComponent(key)], title);
}

/** @throws FileSystemError FileNotFound when the URI names nothing */
export function parseNoteUri(uri: vscode.Uri): Required<NoteAddress> {
  const [, storeId, kind, list, key] = uri.path.split("/");
  const ids = (list ?? "").split(",").map(decodeURIComponent);
  const owner = kind === "runs" ? { runIds: ids } : kind === "experiments" ? { experimentIds: ids } : undefined;
  if (!storeId || !ids[0] || !key || owner === undefined) throw vscode.FileSystemError.FileNotFound(uri);
  return { storeId, owner, key: decodeURIComponent(key) };
}

function isJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
