import { type Live, type OpenOptions } from "../store.ts";
import { type OpenedContext } from "./connection/open.ts";

export function sqliteLive(context: OpenedContext, options: OpenOptions): Live {
  void options;
  return { refresh: async () => [], watch: async () => () => undefined, close: async () => context.close() };
}
