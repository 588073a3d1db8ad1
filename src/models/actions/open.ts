import type { Stores } from "../../stores/index.ts";
import type { Wish } from "../../protocol/model.ts";
import type { ModelPages } from "../page/page.ts";
import { targetOf, type TargetArgument } from "./target.ts";

/** Opens the page of a model; of a version, with that selected. */
export async function openModel(stores: Stores, pages: ModelPages, argument: TargetArgument & Wish): Promise<void> {
  const target = await targetOf(stores, argument);
  if (target === undefined) return;
  const { edits, stage } = argument ?? {};
  await pages.open(target, { version: target.version, edits, stage });
}
