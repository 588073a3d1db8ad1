/** How a run is drawn, as its place among the runs' colours says it: one of ten colours, past ten with dashes. */
export interface RunStroke {
  /** As the browser resolves it now: a theme may change it. */
  color: string;
  /** Of a canvas line, in pixels; empty for a whole line. */
  dash: number[];
}

const dashes = [[], [6, 3], [2, 2], [8, 3, 2, 3]];

/** @param place from `Stores.runPlaces`: 0 is the first colour */
export function runStroke(place: number): RunStroke {
  const name = `--vscode-mlflowLens-run${(place % 10) + 1}`;
  const color = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  return { color, dash: dashes[Math.floor(place / 10) % dashes.length] ?? [] };
}

/** The dot that stands beside a run's name wherever its colour means it. */
export function RunDot(props: { place: number }) {
  return <span class={`run-dot run-${(props.place % 10) + 1}`} aria-hidden="true" />;
}
