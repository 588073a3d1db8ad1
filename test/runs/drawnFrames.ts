import type { RunsPageInSight } from "./runsPage.ts";

/** What was drawn of a table while it was watched. */
export interface DrawnFrames {
  /** When each frame was drawn, in milliseconds. */
  times: number[];
  /** Frames in which a row was missing, empty or in another place than its neighbours, in words. */
  blank: string[];
}

/**
 * Looks at every frame of a table of runs `run-0`, `run-1`, … in their order, until the returned function is called: whether
 * there is a row wherever the eye looks for one, each with its own run.
 */
export async function watchFrames({ grid }: RunsPageInSight): Promise<() => Promise<DrawnFrames>> {
  await grid.evaluate(startWatching);
  return () => grid.evaluate(stopWatching);
}

/** As far as it is looked at here. */
interface Element {
  readonly textContent: string;
  readonly clientHeight: number;
  readonly cells: Iterable<Element>;
  getAttribute(name: string): string | null;
  querySelector(selector: string): Element | null;
  querySelectorAll(selector: string): Iterable<Element>;
}
interface Grid extends Element {
  watched?: { seen: DrawnFrames; frame: number };
}

/** In the page. What is in the document just after a frame is what the frame shows. */
function startWatching(grid: Grid): void {
  const { MessageChannel, requestAnimationFrame } = globalThis as unknown as {
    MessageChannel: new () => { port1: { onmessage: () => void }; port2: { postMessage(message: null): void } };
    requestAnimationFrame: (listener: (time: number) => void) => number;
  };
  const rowHeight = 22;
  const seen: DrawnFrames = { times: [], blank: [] };
  const watched = { seen, frame: 0 };
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    const room = Math.floor((grid.clientHeight - (grid.querySelector("thead")?.clientHeight ?? 0)) / rowHeight);
    const rows = [...grid.querySelectorAll("tbody tr:not(.stale)")];
    const names = rows.map((row) => row.querySelector(".name-text")?.textContent ?? "");
    const [first = NaN, second = NaN, ...others] = names.map((name) =>
      /^run-\d+$/.test(name) ? Number(name.slice(4)) : NaN,
    );
    const isInOrder =
      Math.abs(second - first) === 1 && others.every((run, index) => run === second + (second - first) * (index + 1));
    const isFull = rows.length >= Math.min(room, Number(grid.getAttribute("aria-rowcount")) - 2);
    const isEmpty = rows.some((row) => [...row.cells].some((cell) => cell.textContent === ""));
    if (!isFull || !isInOrder || isEmpty) seen.blank.push(`${rows.length} of ${room} rows: ${names.join()}`);
  };
  const next = (time: number) => {
    seen.times.push(time);
    port2.postMessage(null);
    watched.frame = requestAnimationFrame(next);
  };
  watched.frame = requestAnimationFrame(next);
  grid.watched = watched;
}

function stopWatching(grid: Grid): DrawnFrames {
  const { cancelAnimationFrame } = globalThis as unknown as { cancelAnimationFrame: (frame: number) => void };
  const { seen, frame } = grid.watched!;
  cancelAnimationFrame(frame);
  return seen;
}
