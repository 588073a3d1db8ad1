import { setTimeout as delay } from "node:timers/promises";
import type { BrowserContext, Page } from "playwright-core";

/** What a document saw of itself; times are milliseconds since 1970, of the machine's one clock. */
export interface Seen {
  /** When the document was asked for, and when it began. */
  asked: number;
  started: number;
  /** When the user last pressed a mouse button in it. */
  pressed?: number;
  /** When what is looked for was first drawn, by its name. */
  drawn: Record<string, number>;
  /** The messages that it got: when, and of how many bytes. */
  messages: { at: number; bytes: number }[];
  /** What it loaded: the file's name and when it was there. */
  loaded: { name: string; at: number }[];
}

/**
 * Has every document of a browser's windows tell when a user clicked, when what is looked for was drawn, and what messages
 * came. It costs the product nothing: it is put into the documents from outside.
 *
 * @param wanted XPaths by name
 */
export async function installClock(context: BrowserContext, wanted: Record<string, string>): Promise<void> {
  await context.addInitScript({ content: `(${clockScript})(${JSON.stringify(wanted)})` });
}

/** Runs in every document. VS Code writes a page into a document that is there already, which ends all that listens there. */
const clockScript = `(wanted) => {
  const now = () => performance.timeOrigin + performance.now();
  const seen = { asked: performance.timeOrigin, started: now(), drawn: {}, messages: [] };
  self.seen = seen;
  self.tell = () => ({
    ...seen,
    loaded: performance.getEntriesByType("resource").map(({ name, responseEnd }) => ({
      name: name.split("/").at(-1), at: performance.timeOrigin + responseEnd,
    })),
  });
  const size = (value) =>
    ArrayBuffer.isView(value) || value instanceof ArrayBuffer ? value.byteLength
    : Array.isArray(value) ? value.reduce((sum, each) => sum + size(each) + 1, 2)
    : typeof value === "object" && value !== null
      ? Object.entries(value).reduce((sum, [key, each]) => sum + key.length + 4 + size(each), 2)
    : (JSON.stringify(value) ?? "").length;
  const add = self.addEventListener;
  self.addEventListener = function (type, listener, ...options) {
    cancelAnimationFrame(next);
    next = requestAnimationFrame(look);
    if (type !== "message" || typeof listener !== "function") return add.call(this, type, listener, ...options);
    const counted = (event) => {
      seen.messages.push({ at: now(), bytes: size(event.data) });
      return listener.call(this, event);
    };
    return add.call(this, type, counted, ...options);
  };
  let heard, next;
  const look = () => {
    if (document.documentElement !== heard) {
      heard = document.documentElement;
      add.call(self, "pointerdown", () => (seen.pressed = now()), { capture: true });
    }
    // Our pages and MLflow's have this element, VS Code's own window has not.
    if (document.getElementById("root") !== null) for (const [name, path] of Object.entries(wanted)) {
      if (name in seen.drawn) continue;
      if (document.evaluate("boolean(" + path + ")", document, null, 3).booleanValue) seen.drawn[name] = now();
    }
    next = requestAnimationFrame(look);
  };
  look();
}`;

/**
 * Waits until a document of the window has drawn what is looked for.
 *
 * @param since only documents that drew it after this moment count
 */
export async function whenDrawn(page: Page, name: string, since: number): Promise<Seen> {
  const deadline = Date.now() + 180_000;
  for (;;) {
    for (const frame of page.frames()) {
      // A document may go while it is asked.
      const seen = await frame.evaluate<Seen | undefined>("self.tell?.()").catch(() => undefined);
      if ((seen?.drawn[name] ?? -1) >= since) return seen!;
    }
    if (Date.now() > deadline) throw new Error(`Nothing like ${name} was drawn.`);
    await delay(50);
  }
}

/** When the user last pressed a mouse button anywhere in the window. */
export async function lastPress(page: Page): Promise<number> {
  const presses = await Promise.all(
    page
      .frames()
      .map(async (frame) => (await frame.evaluate<number | undefined>("self.seen?.pressed").catch(() => 0)) ?? 0),
  );
  return Math.max(...presses);
}

/** Forgets that something was drawn: a document that stays draws it again. */
export async function forget(page: Page, name: string): Promise<void> {
  const script = `delete self.seen?.drawn[${JSON.stringify(name)}]`;
  await Promise.all(page.frames().map((frame) => frame.evaluate(script).catch(() => undefined)));
}
