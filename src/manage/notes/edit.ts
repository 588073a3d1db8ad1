import * as vscode from "vscode";
import type { Stores } from "../../stores/index.ts";
import { confirm } from "../confirm.ts";
import { addressedExperiments, addressedRuns } from "../targets.ts";
import { askExperiments, askRuns } from "../ask.ts";
import { noteUri, parseNoteUri, type NoteAddress } from "./address.ts";
import { readNote } from "./text.ts";

/** A URI that names more would be too long. */
const maxOwners = 200;

/** Opens the note of runs, one for all of them, in VS Code's own editor. */
export async function editRunNotes(stores: Stores, args: readonly unknown[]): Promise<void> {
  const title = vscode.l10n.t("Edit Note");
  const said = await addressedRuns(args);
  const runs = said.length > 0 ? said : await askRuns(stores, { title, viewType: "ACTIVE_ONLY", many: false });
  for (const [storeId, those] of Map.groupBy(runs, (run) => run.storeId)) {
    const runIds = those.map(({ runId }) => runId);
    const [first = ""] = runIds;
    const name =
      runIds.length === 1
        ? (await stores.get(storeId).getRun(first)).runName
        : vscode.l10n.t("{0} runs", runIds.length);
    await openNote(stores, { storeId, owner: { runIds } }, name);
  }
}

export async function editExperimentNotes(stores: Stores, args: readonly unknown[]): Promise<void> {
  const title = vscode.l10n.t("Edit Note");
  const said = await addressedExperiments(args);
  const all = said.length > 0 ? said : await askExperiments(stores, { title, viewType: "ACTIVE_ONLY", many: false });
  for (const [storeId, those] of Map.groupBy(all, (experiment) => experiment.storeId)) {
    const experimentIds = those.map(({ experimentId }) => experimentId);
    const [first = ""] = experimentIds;
    const name =
      experimentIds.length === 1
        ? (await stores.get(storeId).getExperiment(first)).name
        : vscode.l10n.t("{0} experiments", experimentIds.length);
    await openNote(stores, { storeId, owner: { experimentIds } }, name);
  }
}

/** Opens what a tag holds, where one line is no place for it. */
export async function openNote(stores: Stores, address: NoteAddress, name: string): Promise<void> {
  const count = "runIds" in address.owner ? address.owner.runIds.length : 1;
  if (count > maxOwners) throw new Error(vscode.l10n.t("Select at most {0} for one note.", maxOwners));
  const any = noteUri(address, name, "");
  await stores.ready();
  const { text, isMixed } = await readNote(stores.get(address.storeId), parseNoteUri(any));
  if (isMixed) {
    await confirm(
      vscode.l10n.t("Write one note for all of them?"),
      [
        vscode.l10n.t(
          "They have notes of their own. What you save replaces them; the message that follows can undo that.",
        ),
      ],
      [vscode.l10n.t("Write Note")],
    );
  }
  await vscode.window.showTextDocument(noteUri(address, name, text), { preview: false });
}
