import type { FileInfo } from "../../mlflow/entities.ts";
import type { Store } from "../../mlflow/store.ts";
import type { FileDifference, VersionComparison } from "../../protocol/model.ts";
import { differences, metricTexts, packageTexts, paramTexts, signatureTexts } from "../read/differences.ts";
import { listModelFiles } from "../read/modelFiles.ts";
import { runOf, versionIn, type ModelReader } from "./snapshot.ts";

/** Files of the same size are read whole up to this; of larger ones only the size is known to be the same. */
const maxCompared = 4_000_000;

/** What two versions of a model have in different forms. */
export async function compareVersions(
  store: Store,
  reader: ModelReader,
  before: string,
  after: string,
): Promise<VersionComparison> {
  const snapshot = await reader.snapshot();
  const [old, young] = [versionIn(snapshot, before), versionIn(snapshot, after)];
  const [oldRun, youngRun] = [runOf(snapshot, old), runOf(snapshot, young)];
  const problems: string[] = [];
  const tolerant = async <T>(read: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await read();
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  };
  const oldFiles = await tolerant(() => reader.files(before));
  const youngFiles = await tolerant(() => reader.files(after));
  const { name } = snapshot.model;
  return {
    before,
    after,
    runIds: [oldRun, youngRun].flatMap((run) => run?.runId ?? []),
    metrics: differences(metricTexts(oldRun), metricTexts(youngRun)),
    params: differences(paramTexts(oldRun), paramTexts(youngRun)),
    signature: differences(signatureTexts(oldFiles?.signature), signatureTexts(youngFiles?.signature)),
    packages: differences(packageTexts(oldFiles?.packages ?? []), packageTexts(youngFiles?.packages ?? [])),
    files: (await tolerant(() => compareFiles(store, name, before, after))) ?? [],
    problems: [...new Set(problems)],
  };
}

async function compareFiles(store: Store, name: string, before: string, after: string): Promise<FileDifference[]> {
  const byPath = async (version: string) =>
    new Map((await listModelFiles(store, name, version)).map((file) => [file.path, file]));
  const [old, young] = [await byPath(before), await byPath(after)];
  const paths = [...new Set([...old.keys(), ...young.keys()])].sort();
  const states: FileDifference[] = [];
  for (const path of paths) {
    const state = await stateOf(old.get(path), young.get(path), (version) =>
      store.readModelVersionArtifact(name, version === "before" ? before : after, path),
    );
    states.push({ path, state });
  }
  return states;
}

async function stateOf(
  old: FileInfo | undefined,
  young: FileInfo | undefined,
  read: (version: "before" | "after") => Promise<Uint8Array>,
): Promise<FileDifference["state"]> {
  if (old === undefined) return "added";
  if (young === undefined) return "removed";
  if (old.fileSize !== young.fileSize) return "different";
  if ((old.fileSize ?? Infinity) > maxCompared) return "sameSize";
  const [first, second] = [await read("before"), await read("after")];
  return Buffer.compare(first, second) === 0 ? "same" : "different";
}
