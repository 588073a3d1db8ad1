import type { Run } from "../mlflow/entities.ts";
import type { Store } from "../mlflow/store.ts";

/** What a run tells of the changes that were not committed when it was made. */
export type LoggedChanges =
  | { kind: "tag"; patch: string }
  /** A patch beside the run's artifacts. */
  | { kind: "artifact"; path: string }
  /** There were some, which nobody kept. */
  | { kind: "notKept" }
  | { kind: "none" };

/** MLflow's tags of the state of the working tree, which it sets on logged models. */
const [dirtyTag, diffTag] = ["mlflow.source.git.dirty", "mlflow.source.git.diff"];
const commitTag = "mlflow.source.git.commit";

/** A larger patch is none: it could not be looked at either. */
const maxPatchBytes = 16 * 1024 * 1024;

/** Looks for a patch in the run's tags, those of its models, and beside its artifacts; `undefined` where nothing tells. */
export async function loggedChanges(store: Store, run: Run): Promise<LoggedChanges | undefined> {
  const tags = await tagsOf(store, run);
  const patch = tags.map((each) => each[diffTag]).find(Boolean);
  if (patch) return { kind: "tag", patch };
  const files = await store.listArtifacts(run.runId);
  const file = files.find(({ path, isDir }) => !isDir && /\.(diff|patch)$/i.test(path));
  if (file !== undefined) return { kind: "artifact", path: file.path };
  const states = tags.map((each) => each[dirtyTag]?.toLowerCase());
  if (states.includes("true")) return { kind: "notKept" };
  return states.includes("false") ? { kind: "none" } : undefined;
}

/** The patch itself, with the last end of line, which GitPython takes away from it; `undefined` where none was kept. */
export async function patchOf(store: Store, run: Run, changes: LoggedChanges): Promise<string | undefined> {
  if (changes.kind === "notKept" || changes.kind === "none") return undefined;
  const text = changes.kind === "tag" ? changes.patch : await readPatch(store, run.runId, changes.path);
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}

async function readPatch(store: Store, runId: string, path: string): Promise<string> {
  const bytes = await store.readArtifact(runId, path, { length: maxPatchBytes + 1 });
  if (bytes.length > maxPatchBytes) throw new Error(`${path} has more than ${maxPatchBytes} bytes.`);
  return new TextDecoder().decode(bytes);
}

/**
 * Of the run, of the models that it made, and of the version of the code that it logged metrics of: MLflow's
 * `enable_git_model_versioning` makes a model of each state of the working tree, which is an input of such runs. Other
 * inputs tell of the code that made them, at another commit.
 */
async function tagsOf(store: Store, run: Run): Promise<Record<string, string>[]> {
  const read = async (links: readonly { modelId: string }[]) => {
    // A model that was deleted leaves its link in the run.
    const models = await Promise.all(links.map(({ modelId }) => store.getLoggedModel(modelId).catch(() => undefined)));
    return models.map((model) => model?.tags ?? {});
  };
  const [made, given] = await Promise.all([read(run.modelOutputs), read(run.modelInputs)]);
  const commit = run.tags[commitTag];
  return [run.tags, ...made, ...given.filter((tags) => commit !== undefined && tags[commitTag] === commit)];
}
