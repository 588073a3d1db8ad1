import * as vscode from "vscode";
import { messageOf } from "../../command.ts";
import { log } from "../../log.ts";
import type { Stores } from "../../stores/index.ts";
import { carryOut } from "../carryOut.ts";
import { writableStore } from "../writable.ts";
import { parseNoteUri } from "./address.ts";
import { readNote, type NoteText } from "./text.ts";

/** What was last seen of a file: its time is that of the look which first saw this text, since a store keeps none. */
interface Seen {
  text: string;
  mtime: number;
}

/** Notes and long tags as files, which VS Code's own editor edits and saves. */
export class NoteFiles implements vscode.FileSystemProvider {
  readonly #stores: Stores;
  readonly #seen = new Map<string, Seen>();
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;

  constructor(stores: Stores) {
    this.#stores = stores;
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { storeId } = parseNoteUri(uri);
    const { text } = await this.#read(uri);
    const isReadOnly = this.#stores.get(storeId).readOnlyReason !== undefined;
    return {
      type: vscode.FileType.File,
      ctime: 0,
      mtime: this.#see(uri, text).mtime,
      size: Buffer.byteLength(text),
      permissions: isReadOnly ? vscode.FilePermission.Readonly : undefined,
    };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const { text } = await this.#read(uri);
    this.#see(uri, text);
    return new TextEncoder().encode(text);
  }

  /** What is refused is thrown: the editor keeps what was typed, and says why it was not saved. */
  async writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    const { storeId } = parseNoteUri(uri);
    const text = new TextDecoder().decode(content);
    try {
      writableStore(this.#stores, storeId);
      const [first, ...others] = (await this.#read(uri)).changesTo(text);
      if (others.length === 0) await first?.apply();
      else if (first !== undefined) await writeMany([first, ...others]);
    } catch (error) {
      log.error(error instanceof Error ? error : String(error));
      throw vscode.FileSystemError.Unavailable(messageOf(error));
    }
    this.#see(uri, text);
  }

  watch(uri: vscode.Uri): vscode.Disposable {
    const { storeId } = parseNoteUri(uri);
    const owner = {};
    void this.#read(uri).then(
      ({ scope }) => this.#stores.show(owner, storeId, scope),
      // What cannot be read is told where it is opened.
      () => undefined,
    );
    const following = this.#stores.onDidChange(({ store }) => {
      if (store.id === storeId) void this.#lookAgain(uri);
    });
    return new vscode.Disposable(() => {
      following.dispose();
      this.#stores.show(owner, storeId, undefined);
    });
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  async #read(uri: vscode.Uri): Promise<NoteText> {
    const address = parseNoteUri(uri);
    await this.#stores.ready();
    return readNote(this.#stores.get(address.storeId), address);
  }

  #see(uri: vscode.Uri, text: string): Seen {
    const id = uri.toString();
    const before = this.#seen.get(id);
    if (before?.text === text) return before;
    const seen = { text, mtime: Date.now() };
    this.#seen.set(id, seen);
    return seen;
  }

  async #lookAgain(uri: vscode.Uri): Promise<void> {
    try {
      const before = this.#seen.get(uri.toString())?.text;
      const { text } = await this.#read(uri);
      if (text !== before) this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
    } catch (error) {
      log.trace(`Looking at a note again: ${String(error)}`);
    }
  }
}

function writeMany(changes: Parameters<typeof carryOut>[0]["changes"]): Promise<void> {
  return carryOut({
    title: vscode.l10n.t("Writing Notes"),
    changes,
    done: (count) => vscode.l10n.t("Wrote {0} notes.", count),
    refused: (count) => vscode.l10n.t("{0} notes could not be written", count),
  });
}
