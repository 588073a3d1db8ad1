import type { Page } from "playwright-core";

interface Profile {
  nodes: {
    id: number;
    callFrame: { url: string; functionName: string; lineNumber: number; columnNumber: number };
    children?: number[];
  }[];
  samples?: number[];
  timeDeltas?: number[];
}

/** Where the time of a page's scripts went. */
export interface ScriptTime {
  /** Milliseconds in which the page's scripts, and what they called, ran. */
  ms: number;
  /** By function, its own time alone, the greatest first. */
  functions: { name: string; ms: number }[];
}

/**
 * Profiles the browser's script until the returned function is called, which tells what of it was that of our pages:
 * VS Code's own and the test's scripts come from elsewhere.
 */
export async function profilePages(page: Page): Promise<() => Promise<ScriptTime>> {
  const session = await page.context().newCDPSession(page);
  await session.send("Profiler.enable");
  await session.send("Profiler.setSamplingInterval", { interval: 200 });
  await session.send("Profiler.start");
  return async () => {
    const { profile } = await session.send("Profiler.stop");
    await session.detach();
    return pagesTime(profile);
  };
}

const isOurs = (url: string) => url.includes("/dist/pages/");

function pagesTime({ nodes, samples = [], timeDeltas = [] }: Profile): ScriptTime {
  const parents = new Map<number, number>();
  for (const { id, children = [] } of nodes) for (const child of children) parents.set(child, id);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  /** Our function that a sample was in, or that called what it was in. */
  const owners = new Map<number, string | undefined>();
  const ownerOf = (id: number): string | undefined => {
    if (owners.has(id)) return owners.get(id);
    const { url, functionName, lineNumber, columnNumber } = byId.get(id)!.callFrame;
    const parent = parents.get(id);
    const owner = isOurs(url)
      ? `${functionName || "(anonymous)"} ${url.split("/").at(-1)}:${lineNumber + 1}:${columnNumber + 1}`
      : parent === undefined
        ? undefined
        : ownerOf(parent);
    owners.set(id, owner);
    return owner;
  };
  const functions = new Map<string, number>();
  let total = 0;
  samples.forEach((id, index) => {
    const owner = ownerOf(id);
    if (owner === undefined) return;
    // A sample stands for the time until the next one.
    const ms = (timeDeltas[index + 1] ?? 0) / 1000;
    total += ms;
    functions.set(owner, (functions.get(owner) ?? 0) + ms);
  });
  const sorted = [...functions].sort(([, a], [, b]) => b - a);
  return { ms: total, functions: sorted.slice(0, 20).map(([name, ms]) => ({ name, ms })) };
}
