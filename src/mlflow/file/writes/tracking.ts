import type { TrackingWrites } from "../../store.ts";
import type { FileStoreContext } from "../context.ts";
import { experimentWrites } from "./experiments.ts";
import { runWrites } from "./runs.ts";

/** Writes of experiments and runs. A store that another process writes too is read anew just before each. */
export function fileTrackingWrites(context: FileStoreContext): TrackingWrites {
  return { ...experimentWrites(context), ...runWrites(context) };
}
