const width = 64;
const height = 16;

/** A curve as small as a word, beside its numbers; it says nothing that these do not. */
export function Sparkline(props: { x: Float64Array; y: Float64Array; place: number }) {
  return (
    <svg
      class={`sparkline run-${(props.place % 10) + 1}`}
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      aria-hidden="true"
    >
      <path d={pathOf(props.x, props.y)} />
    </svg>
  );
}

/** A line through the finite points, with a gap where one is not. */
function pathOf(x: Float64Array, y: Float64Array): string {
  let [low, high] = [Infinity, -Infinity];
  for (const value of y) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const first = x[0] ?? 0;
  const span = (x[x.length - 1] ?? 0) - first || 1;
  const rise = high - low || 1;
  // A pixel has room for two points.
  const stride = Math.max(1, Math.floor(x.length / (4 * width)));
  let path = "";
  let isDrawing = false;
  for (let i = 0; i < x.length; i += stride) {
    const value = y[i]!;
    if (!Number.isFinite(value)) {
      isDrawing = false;
      continue;
    }
    const across = ((x[i]! - first) / span) * (width - 2) + 1;
    const up = high === low ? height / 2 : (1 - (value - low) / rise) * (height - 3) + 1.5;
    path += `${isDrawing ? "L" : "M"}${across.toFixed(1)} ${up.toFixed(1)}`;
    isDrawing = true;
  }
  return path;
}
