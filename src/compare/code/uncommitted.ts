import * as vscode from "vscode";
import type { Run } from "../../mlflow/entities.ts";
import type { Store } from "../../mlflow/store.ts";
import { loggedChanges } from "../../source/loggedChanges.ts";
import { artifactUri } from "../../stores/artifactUri.ts";
import { runTextUri } from "../runText.ts";

/** The changes that were not committed when a run was made, if anything tells of them. */
export interface Uncommitted {
  /** A patch that can be opened; absent where it was only said that there are changes. */
  patch?: vscode.Uri;
  name: string;
}

export async function uncommittedOf(store: Store, storeId: string, run: Run): Promise<Uncommitted | undefined> {
  const changes = await loggedChanges(store, run);
  switch (changes?.kind) {
    case "tag":
      return { patch: runTextUri(storeId, run.runId, "uncommitted.diff"), name: "uncommitted.diff" };
    case "artifact": {
      const patch = artifactUri({ storeId, owner: { runId: run.runId }, path: changes.path });
      return { patch, name: changes.path };
    }
    case "notKept":
      return { name: vscode.l10n.t("yes, not kept") };
    default:
      return undefined;
  }
}
