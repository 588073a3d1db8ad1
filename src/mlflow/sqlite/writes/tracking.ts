import { type TrackingWrites } from "../../store.ts";
import { type SqliteContext } from "../context.ts";
import { experimentWrites } from "./experiments.ts";
import { runWrites } from "./runs.ts";

/** Writes of runs and experiments; each is one transaction. */
export function sqliteTrackingWrites(context: SqliteContext): TrackingWrites {
  return { ...runWrites(context), ...experimentWrites(context) };
}
