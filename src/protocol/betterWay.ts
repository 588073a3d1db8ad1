/** Which way a metric is better, as the user said. */
export type BetterWay = "higher" | "lower";
