import type { RegistryWrites } from "../../store.ts";
import type { FileStoreContext } from "../context.ts";
import { withYaml } from "../disk/meta.ts";
import { applyChanges, checkWritable, type FileChanges } from "./fileChanges.ts";
import { modelWrites } from "./models.ts";
import { promptWrites } from "./prompts.ts";
import { versionWrites } from "./versions.ts";

/** Does a planned write of a model and tells of it; answers what the plan made. */
export type WriteModel = <T>(
  names: string | string[],
  doing: string,
  plan: () => FileChanges & { made?: T },
) => Promise<T | undefined>;

/** Writes of the model registry, as `FileStore` of `mlflow/store/model_registry` leaves them. */
export function fileRegistryWrites(context: FileStoreContext): RegistryWrites {
  const write: WriteModel = async (names, doing, plan) => {
    checkWritable(context);
    const { made, ...changes } = await withYaml(plan);
    applyChanges(context, changes, doing);
    context.changed([{ kind: "models", names: [names].flat() }]);
    return made;
  };
  return { ...modelWrites(context, write), ...versionWrites(context, write), ...promptWrites(context, write) };
}
