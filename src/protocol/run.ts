import type { Run } from "../mlflow/entities.ts";

/** What the run page shows besides the charts. Numbers that may be NaN or infinite travel as text (as JSON they were null). */
export interface RunOverview {
  run: Omit<Run, "metrics">;
  experimentName: string;
  /** The last point of each metric, by key. */
  metrics: { key: string; value: string; step: number; timestamp: number }[];
  /** The run's place among the runs' colours. */
  place: number;
}

/** What the run page asks of the extension. */
export interface RunHost {
  overview(): RunOverview;
}

/** What the extension tells the run page. */
export interface RunPage {
  /** The run changed: what is drawn is stale. */
  invalidate(): void;
}
