import * as vscode from "vscode";
import { command } from "../command.ts";
import type { Stores } from "../stores/index.ts";
import { createExperiment, deleteExperiments, renameExperiments, restoreExperiments } from "./experiments.ts";
import { noteScheme } from "./notes/address.ts";
import { editExperimentNotes, editRunNotes } from "./notes/edit.ts";
import { NoteFiles } from "./notes/fileSystem.ts";
import { deleteRuns, endRuns, renameRuns, restoreRuns } from "./runs.ts";
import { changeTag, deleteTags, editExperimentTags, editRunTags } from "./tags.ts";
import { isSelection, selectedRows } from "./targets.ts";
import { followWritable } from "./writable.ts";

type Command = (stores: Stores, args: readonly unknown[]) => Promise<void>;

const commands = {
  renameExperiment: renameExperiments,
  editExperimentNote: editExperimentNotes,
  editExperimentTags,
  deleteExperiments,
  restoreExperiments,
  renameRuns,
  editRunNote: editRunNotes,
  editRunTags,
  endRuns,
  deleteRuns,
  restoreRuns,
  changeTag,
  deleteTags,
} satisfies Record<string, Command>;

/** What a key does, by the kind of the row that is selected: each command has the key, so that its menu entry shows it. */
const ofKeys: Record<string, Command>[] = [
  { experiment: renameExperiments, run: renameRuns, tag: changeTag },
  { experiment: deleteExperiments, run: deleteRuns, tag: deleteTags },
];

/** Changes what is in a store: names, notes, tags, deletion and its undoing, the end of runs that nobody will end. */
export function register(context: vscode.ExtensionContext, stores: Stores): void {
  context.subscriptions.push(
    followWritable(stores),
    vscode.workspace.registerFileSystemProvider(noteScheme, new NoteFiles(stores), { isCaseSensitive: true }),
    command("mlflowLens.createExperiment", (target: unknown) => createExperiment(stores, target)),
    ...Object.entries(commands).map(([name, run]) =>
      command(`mlflowLens.${name}`, async (...args: unknown[]) => {
        await (isSelection(args[0]) ? await commandOfKey(run) : run)?.(stores, args);
      }),
    ),
  );
}

/** No `when` clause asks what is selected: a quick hand is faster than those hear of it. */
async function commandOfKey(pressed: Command): Promise<Command | undefined> {
  const [first] = (await selectedRows()) as { kind: string }[];
  const key = ofKeys.find((each) => Object.values(each).includes(pressed));
  return first === undefined ? undefined : key?.[first.kind];
}
