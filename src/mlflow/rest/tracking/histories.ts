import { transfer } from "../../rpc.ts";
import { createPageToken } from "../../search/page.ts";
import { type HistoriesOptions, type MetricHistory, type ThinnedHistory, type TrackingReads } from "../../store.ts";
import { orderedByStep, thinHistory } from "../../thinHistory.ts";
import { type Json, member, objects, text, textIfAny } from "../http/json.ts";
import { inParallel } from "../http/parallel.ts";
import { type OffsetPage, pagesByOffset } from "../offsetPages.ts";
import { type Server } from "../server.ts";
import { decodeMetric } from "./decode.ts";

/** The most that a server answers at once; MLflow's own client asks for as many. */
const pageSize = 25_000;
/** The most points of one run that a server picks out of a history. */
const maxSampled = 2_500;
/** A server has few workers, and each history costs one of them. */
const parallel = 4;
/** Runs in a request for samples, where the server takes them of each run apart. */
const runsPerRequest = 20;

type HistoryReads = Pick<TrackingReads, "getMetricHistory" | "getMetricHistories">;

export function historyReads(server: Server): HistoryReads {
  async function readPage(runId: string, key: string, pageToken?: string): Promise<OffsetPage<MetricHistory>> {
    const answer = await server.get("2.0/mlflow/metrics/get-history", {
      run_id: runId,
      run_uuid: runId,
      metric_key: key,
      max_results: pageSize,
      page_token: pageToken,
    });
    const fields = member({ answer }, "answer");
    const points = objects(fields.metrics);
    return { part: historyOf(points), length: points.length, nextPageToken: textIfAny(fields.next_page_token) };
  }

  /** In the server's order. MLflow 1 answers everything as one page. */
  async function readWhole(runId: string, key: string): Promise<MetricHistory> {
    const first = await readPage(runId, key);
    const parts = [first.part];
    let token = first.length < pageSize ? undefined : first.nextPageToken;
    if (token === createPageToken(pageSize)) {
      const ask = (offset: number) => readPage(runId, key, createPageToken(offset));
      const rest = { offset: pageSize, end: Infinity, size: pageSize };
      for await (const part of pagesByOffset(ask, rest)) parts.push(part);
      token = undefined;
    }
    while (token !== undefined) {
      const page = await readPage(runId, key, token);
      parts.push(page.part);
      token = page.length < pageSize ? undefined : page.nextPageToken;
    }
    return joined(parts);
  }

  /** Points by run: all, where they are fewer than `maxSampled`. */
  async function readSamples(runIds: readonly string[], key: string, options: HistoriesOptions) {
    const answer = await server.get("2.0/mlflow/metrics/get-history-bulk-interval", {
      run_ids: runIds,
      metric_key: key,
      // Without both bounds MLflow 2 leaves out negative steps.
      start_step: options.startStep ?? -Number.MAX_SAFE_INTEGER,
      end_step: options.endStep ?? Number.MAX_SAFE_INTEGER,
      max_results: maxSampled,
    });
    const points = new Map<string, Json[]>(runIds.map((runId) => [runId, []]));
    for (const point of objects(member({ answer }, "answer").metrics))
      points.get(text(point.run_id) ?? "")?.push(point);
    return points;
  }

  async function readEach(runId: string, key: string, sampled: Json[] | undefined, options: HistoriesOptions) {
    const isSketch = sampled !== undefined && sampled.length >= maxSampled && options.sketch === true;
    const isWhole = sampled !== undefined && sampled.length < maxSampled;
    const history = isSketch || isWhole ? historyOf(sampled) : await readWhole(runId, key);
    const ordered = orderedByStep(withinSteps(history, options));
    // Of a sketch nobody knows how many there are: at least these.
    const total = ordered.steps.length;
    const thinned = options.buckets === undefined ? ordered : thinHistory(ordered, options.buckets);
    return { runId, key, total, ...thinned, ...(isSketch ? { isSketch } : {}) };
  }

  return {
    async getMetricHistory(runId, key) {
      const history = await readWhole(runId, key);
      return transfer(history, buffersOf(history));
    },
    async getMetricHistories(runIds, keys, options = {}) {
      // A run that is named twice would come with all its points twice.
      const ids = [...new Set(runIds)];
      const pairs = ids.flatMap((runId) => keys.map((key) => ({ runId, key })));
      if (options.buckets === undefined || !(server.isAtLeast(2, 11) || server.isDatabricks)) {
        const each = await inParallel(pairs, parallel, ({ runId, key }) => readEach(runId, key, undefined, options));
        return transferred(each.filter(({ total }) => total > 0));
      }
      // Before 3.17 the samples of a request are taken of all its runs together.
      const groupSize = server.isAtLeast(3, 17) ? runsPerRequest : 1;
      const groups = keys.flatMap((key) =>
        Array.from({ length: Math.ceil(ids.length / groupSize) }, (_, i) => ({
          key,
          runIds: ids.slice(i * groupSize, (i + 1) * groupSize),
        })),
      );
      const histories = new Map<string, ThinnedHistory>();
      await inParallel(groups, parallel, async (group) => {
        const samples = await readSamples(group.runIds, group.key, options);
        for (const [runId, sampled] of samples) {
          const history = await readEach(runId, group.key, sampled, options);
          if (history.total > 0) histories.set(JSON.stringify([runId, group.key]), history);
        }
      });
      return transferred(pairs.flatMap(({ runId, key }) => histories.get(JSON.stringify([runId, key])) ?? []));
    },
  };
}

function withinSteps(
  history: MetricHistory,
  { startStep = -Infinity, endStep = Infinity }: HistoriesOptions,
): MetricHistory {
  if (startStep === -Infinity && endStep === Infinity) return history;
  const { steps, timestamps, values } = history;
  const isWithin = (_: number, index: number) =>
    startStep <= (steps[index] as number) && (steps[index] as number) <= endStep;
  return { steps: steps.filter(isWithin), timestamps: timestamps.filter(isWithin), values: values.filter(isWithin) };
}

function buffersOf({ steps, timestamps, values }: MetricHistory): ArrayBuffer[] {
  return [steps, timestamps, values].map((column) => column.buffer as ArrayBuffer);
}

function transferred(histories: ThinnedHistory[]): ThinnedHistory[] {
  return transfer(histories, histories.flatMap(buffersOf));
}

function historyOf(points: readonly Json[]): MetricHistory {
  const history = {
    steps: new Float64Array(points.length),
    timestamps: new Float64Array(points.length),
    values: new Float64Array(points.length),
  };
  points.forEach((point, index) => {
    const { step, timestamp, value } = decodeMetric(point);
    history.steps[index] = step;
    history.timestamps[index] = timestamp;
    history.values[index] = value;
  });
  return history;
}

function joined(parts: readonly MetricHistory[]): MetricHistory {
  const join = (column: keyof MetricHistory) => {
    const whole = new Float64Array(parts.reduce((length, part) => length + part[column].length, 0));
    let place = 0;
    for (const part of parts) {
      whole.set(part[column], place);
      place += part[column].length;
    }
    return whole;
  };
  return { steps: join("steps"), timestamps: join("timestamps"), values: join("values") };
}
