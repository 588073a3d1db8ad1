import type { ModelHost, ModelPage, Wish } from "../../src/protocol/model.ts";
import { connectHost } from "../ui/host.ts";

/** What the extension tells the page goes to whoever draws it now. */
export const told: { invalidate: () => void; show: (wish: Wish) => void } = { invalidate: () => {}, show: () => {} };

export const host = connectHost<ModelHost>({
  invalidate: () => told.invalidate(),
  show: (wish) => told.show(wish),
} satisfies ModelPage);
