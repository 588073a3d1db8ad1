import * as vscode from "vscode";
import { messageOf } from "../command.ts";
import type { Store } from "../mlflow/store.ts";
import type { RunModelInfo } from "../protocol/run.ts";
import { artifactUri } from "../stores/artifactUri.ts";
import { readModels, type RunModel } from "../stores/runModels.ts";

/** An MLmodel file is some kilobytes; a larger one is none. */
const maxBytes = 4_000_000;
/** Models whose files are read; a run that made more lists them. */
const maxRead = 50;

/** The models that a run made and read, with what their MLmodel files say. */
export async function readRunModels(store: Store, storeId: string, runId: string): Promise<RunModelInfo[]> {
  const models = await readModels(store, await store.getRun(runId));
  return Promise.all(
    models.map(async (model, place) => {
      const owner = model.modelId === undefined ? { runId } : { modelId: model.modelId };
      const info: RunModelInfo = {
        name: model.name,
        kind: model.detail,
        isInput: model.isInput === true,
        artifact: artifactUri({ storeId, owner, path: model.path ?? "" }).toString(),
      };
      return place < maxRead ? { ...info, ...(await described(store, runId, model)) } : info;
    }),
  );
}

async function described(
  store: Store,
  runId: string,
  { modelId, path, detail }: RunModel,
): Promise<Pick<RunModelInfo, "details" | "problem"> & { kind?: string }> {
  try {
    const range = { length: maxBytes };
    const bytes =
      modelId === undefined
        ? await store.readArtifact(runId, `${path}/MLmodel`, range)
        : await store.readLoggedModelArtifact(modelId, "MLmodel", range);
    // With it comes a YAML library, which nothing else here needs.
    const { readModel } = await import("../mlflow/model.ts");
    const { flavors, ...details } = readModel(new TextDecoder().decode(bytes));
    const kind = flavors.filter((flavor) => flavor !== "python_function").join(", ");
    return { details, kind: detail || kind };
  } catch (error) {
    // A parser announces the place in the file, which follows on lines of its own.
    const reason = messageOf(error).replace(/:?(\n[^]*)?$/, "");
    return { problem: vscode.l10n.t("Its MLmodel file cannot be read: {0}", reason) };
  }
}
