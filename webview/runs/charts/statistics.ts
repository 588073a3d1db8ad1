/** Spearman's rank correlation of the pairs that are numbers both; `undefined` for less than three or where one is constant. */
export function rankCorrelation(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
): { value: number; count: number } | undefined {
  const pairs: [number, number][] = [];
  for (let at = 0; at < Math.min(x.length, y.length); at++) {
    const [a, b] = [x[at]!, y[at]!];
    if (Number.isFinite(a) && Number.isFinite(b)) pairs.push([a, b]);
  }
  if (pairs.length < 3) return undefined;
  const value = correlation(ranks(pairs.map(([a]) => a)), ranks(pairs.map(([, b]) => b)));
  return value === undefined ? undefined : { value, count: pairs.length };
}

/**
 * How much of a value's spread the categories explain: the correlation ratio of ranks (η), 0 to 1. Unlike a rank
 * correlation it needs no order of the categories; with few runs in each it is flattered.
 */
export function categoryStrength(
  categories: readonly string[],
  y: ArrayLike<number>,
): { value: number; count: number } | undefined {
  const known = categories.flatMap((category, at) => {
    const value = y[at];
    return category !== "" && value !== undefined && Number.isFinite(value) ? [{ category, value }] : [];
  });
  const groups = Map.groupBy(known, ({ category }) => category);
  // A category for each run explains all, and says nothing.
  if (known.length < 3 || groups.size < 2 || groups.size > known.length / 2) return undefined;
  const ranked = ranks(known.map(({ value }) => value));
  const mean = (known.length - 1) / 2;
  const whole = ranked.reduce((sum, rank) => sum + (rank - mean) ** 2, 0);
  if (whole === 0) return undefined;
  const sums = new Map<string, { sum: number; count: number }>();
  known.forEach(({ category }, at) => {
    const { sum, count } = sums.get(category) ?? { sum: 0, count: 0 };
    sums.set(category, { sum: sum + ranked[at]!, count: count + 1 });
  });
  let between = 0;
  for (const { sum, count } of sums.values()) between += count * (sum / count - mean) ** 2;
  return { value: Math.sqrt(between / whole), count: known.length };
}

/** Places from 0; equal values share the middle of theirs. */
function ranks(values: readonly number[]): number[] {
  const order = values.map((_, at) => at).sort((a, b) => values[a]! - values[b]!);
  const found = new Array<number>(values.length).fill(0);
  for (let start = 0; start < order.length;) {
    let end = start;
    while (end + 1 < order.length && values[order[end + 1]!] === values[order[start]!]) end++;
    for (let at = start; at <= end; at++) found[order[at]!] = (start + end) / 2;
    start = end + 1;
  }
  return found;
}

function correlation(x: readonly number[], y: readonly number[]): number | undefined {
  const mean = (x.length - 1) / 2;
  let [xy, xx, yy] = [0, 0, 0];
  x.forEach((a, at) => {
    const b = y[at]! - mean;
    xy += (a - mean) * b;
    xx += (a - mean) ** 2;
    yy += b ** 2;
  });
  return xx === 0 || yy === 0 ? undefined : xy / Math.sqrt(xx * yy);
}
