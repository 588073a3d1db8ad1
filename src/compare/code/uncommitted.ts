import type { Run } from "../../mlflow/entities.ts";
import type { Store } from "../../mlflow/store.ts";
import * as vscode from "vscode";
import { artifactUri } from "../../stores/artifactUri.ts";
import { runTextUri } from "../runText.ts";

/** The changes that were not committed when a run was made, if anything tells of them. */
export interface Uncommitted {
  /** A patch that can be opened; absent where it was only said that there are changes. */
  patch?: vscode.Uri;
  name: string;
}

/** MLflow's tags of the state of the working tree, which it sets on logged models. */
const [dirtyTag, diffTag] = ["mlflow.source.git.dirty", "mlflow.source.git.diff"];

/** Looks for a patch in the run's tags, those of the models it made, and beside its artifacts. */
export async function uncommittedOf(store: Store, storeId: string, run: Run): Promise<Uncommitted | undefined> {
  const models = await Promise.all(
    run.modelOutputs.map(({ modelId }) => store.getLoggedModel(modelId).catch(() => undefined)),
  );
  const tags = [run.tags, ...models.map((model) => model?.tags ?? {})];
  if (tags.some((each) => each[diffTag]))
    return { patch: runTextUri(storeId, run.runId, "uncommitted.diff"), name: "uncommitted.diff" };
  const files = await store.listArtifacts(run.runId);
  const file = files.find(({ path, isDir }) => !isDir && /\.(diff|patch)$/i.test(path));
  if (file !== undefined)
    return { patch: artifactUri({ storeId, owner: { runId: run.runId }, path: file.path }), name: file.path };
  if (tags.some((each) => each[dirtyTag]?.toLowerCase() === "true")) return { name: vscode.l10n.t("yes, not kept") };
  return undefined;
}

/** The patch that a run's or its models' tags hold. */
export async function patchOf(store: Store, run: Run): Promise<string> {
  for (const { modelId } of [...run.modelOutputs]) {
    if (run.tags[diffTag]) break;
    const model = await store.getLoggedModel(modelId).catch(() => undefined);
    if (model?.tags[diffTag]) return model.tags[diffTag];
  }
  return run.tags[diffTag] ?? "";
}
