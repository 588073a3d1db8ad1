import * as vscode from "vscode";
import { messageOf } from "../../command.ts";
import { log } from "../../log.ts";
import { formatBytes } from "../../mlflow/format.ts";
import type { ArtifactOwner, ByteRange, Store } from "../../mlflow/store.ts";
import type { ImageRow, MarkedRows } from "../../protocol/compare.ts";
import { artifactUri } from "../../stores/artifactUri.ts";
import type { Stores } from "../../stores/index.ts";
import type { RunRead } from "../readRuns.ts";
import { artifactRows, namesToHash, type ComparedFile } from "./artifactRows.ts";
import { hashOf, maxHashedBytes } from "./hashes.ts";
import { imageRows, isPicture } from "./imageRows.ts";
import { listFiles, type RunFile } from "./listFiles.ts";

/** The largest picture that a page is sent. */
const maxPictureBytes = 16 * 1024 * 1024;
/** How many files are read at a time. */
const readers = 4;

/** The files of the compared runs. The digests of a run that has ended are kept: nothing is written there any more. */
export class RunFiles {
  readonly #stores: Stores;
  readonly #hashes = new Map<string, string | undefined>();
  #files: (Map<string, RunFile> | undefined)[] = [];

  constructor(stores: Stores) {
    this.#stores = stores;
  }

  async artifacts(reads: readonly RunRead[], baseline: number): Promise<MarkedRows> {
    const notes = await this.#list(reads);
    const compared = this.#files.map((ofRun) => ofRun && new Map<string, ComparedFile>(ofRun));
    const wanted = namesToHash(compared, maxHashedBytes);
    await inTurns(wanted, readers, async ({ run, name }) => {
      const file = this.#files[run]!.get(name)!;
      compared[run]!.set(name, { size: file.size, hash: await this.#hash(reads[run]!, file) });
    });
    const sizeText = (size: number | undefined) =>
      size === undefined ? vscode.l10n.t("there") : formatBytes(size, vscode.env.language);
    const rows = artifactRows(compared, baseline, sizeText);
    if (rows.some(({ cells }) => cells.some((cell) => cell?.mark === "unread")))
      notes.push(
        vscode.l10n.t(
          "Files over {0} are compared by their size only.",
          formatBytes(maxHashedBytes, vscode.env.language),
        ),
      );
    return { rows, notes };
  }

  async images(reads: readonly RunRead[]): Promise<ImageRow[]> {
    await this.#list(reads);
    return imageRows(this.#files.map((ofRun) => ofRun && [...ofRun.keys()]));
  }

  /** @throws Error when it is no picture of the run, or too large a one */
  async image({ storeId }: { storeId: string }, run: number, name: string): Promise<Uint8Array> {
    const file = this.#files[run]?.get(name);
    if (file === undefined || !isPicture(name)) throw new Error(vscode.l10n.t("The run has no picture {0}.", name));
    const bytes = await readFile(this.#stores.get(storeId), file.owner, file.path, { length: maxPictureBytes + 1 });
    if (bytes.length > maxPictureBytes) throw new Error(vscode.l10n.t("This picture is too large to be shown here."));
    // A view would take its whole buffer along.
    return new Uint8Array(bytes);
  }

  /** Opens a file of a run, in the diff editor beside the baseline's where that is another. */
  async open(
    name: string,
    run: { read: RunRead; index: number },
    base: { read: RunRead; index: number },
  ): Promise<void> {
    const uriOf = ({ read, index }: { read: RunRead; index: number }) => {
      const file = this.#files[index]?.get(name);
      return file && artifactUri({ storeId: read.address.storeId, owner: file.owner, path: file.path });
    };
    const [own, other] = [uriOf(run), uriOf(base)];
    if (own === undefined) throw new Error(vscode.l10n.t("The run has no file {0}.", name));
    if (other === undefined || run.index === base.index) {
      await vscode.commands.executeCommand("mlflowLens.openArtifact", { artifact: own });
      return;
    }
    const title = `${name} (${base.read.run?.runName} ↔ ${run.read.run?.runName})`;
    await vscode.commands.executeCommand("vscode.diff", other, own, title);
  }

  /** Lists all files anew. @returns what could not be listed, in words */
  async #list(reads: readonly RunRead[]): Promise<string[]> {
    const notes: string[] = [];
    this.#files = await Promise.all(
      reads.map(async ({ address, run }) => {
        if (run === undefined) return undefined;
        try {
          const { files, isCut } = await listFiles(this.#stores.get(address.storeId), run);
          if (isCut) notes.push(vscode.l10n.t("{0}: only its first {1} files are compared.", run.runName, files.size));
          return files;
        } catch (error) {
          log.warn(`${address.runId}: ${String(error)}`);
          notes.push(`${run.runName}: ${messageOf(error)}`);
          return undefined;
        }
      }),
    );
    return notes;
  }

  async #hash({ address: { storeId, runId }, run }: RunRead, file: RunFile): Promise<string | undefined> {
    const key = JSON.stringify([storeId, runId, file.name, file.size]);
    if (this.#hashes.has(key)) return this.#hashes.get(key);
    const store = this.#stores.get(storeId);
    try {
      const hash = await hashOf((range) => readFile(store, file.owner, file.path, range));
      if (run?.endTime !== undefined) this.#hashes.set(key, hash);
      return hash;
    } catch (error) {
      // What cannot be read is told apart by its size, as what is too large.
      log.warn(`${runId}: ${file.name}: ${String(error)}`);
      return undefined;
    }
  }
}

function readFile(store: Store, owner: ArtifactOwner, path: string, range: ByteRange): Promise<Uint8Array> {
  if ("runId" in owner) return store.readArtifact(owner.runId, path, range);
  if ("modelId" in owner) return store.readLoggedModelArtifact(owner.modelId, path, range);
  return store.readModelVersionArtifact(owner.name, owner.version, path, range);
}

async function inTurns<T>(items: readonly T[], width: number, action: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  const worker = async () => {
    for (const item of rest) await action(item);
  };
  await Promise.all(Array.from({ length: width }, worker));
}
