import { transfer } from "../../rpc.ts";
import { type MetricHistory, type TrackingReads } from "../../store.ts";
import { type OpenedContext } from "../connection/open.ts";
import { buffersOf } from "./columns.ts";
import { getExperiment, getExperimentByName, searchExperiments, summarizeExperiments } from "./experiments.ts";
import { metricHistories, metricHistory } from "./histories.ts";
import { runColumns } from "./runKeys.ts";
import { runOrders } from "./runOrder.ts";
import { getRun, searchRuns, summarizeChildRuns } from "./runs.ts";
import { cellsOfRows } from "./runTable.ts";

/** A page of as many runs is read within milliseconds. */
const shortPage = 200;

/** Experiments, runs and histories of a database. */
export function sqliteTracking(context: OpenedContext): TrackingReads {
  const orders = runOrders(context);
  return {
    searchExperiments: async (query = {}) => context.read((database) => searchExperiments(database, query)),
    getExperiment: async (experimentId) => context.read((database) => getExperiment(database, experimentId)),
    getExperimentByName: async (name) => context.read((database) => getExperimentByName(database, name)),
    summarizeExperiments: async (query) => context.read((database) => summarizeExperiments(database, query?.viewType)),
    searchRuns: async (query) =>
      context.read((database) => searchRuns(database, query, orders), {
        together: (query.maxResults ?? Infinity) <= shortPage,
      }),
    getRun: async (runId) => context.read((database) => getRun(database, runId), { together: true }),
    runTable: async ({ columns, offset = 0, limit = Infinity, ...query }) =>
      context.read((database) => {
        const rows = orders.rows(database, query, offset, limit);
        const isAll = offset === 0 && rows.length < limit;
        const total = isAll ? rows.length : orders.count(database, query);
        const table = { total, columns: cellsOfRows(database, rows, columns) };
        return transfer(table, buffersOf(table.columns));
      }),
    countRuns: async (query) => context.read((database) => orders.count(database, query)),
    summarizeChildRuns: async (query) => context.read((database) => summarizeChildRuns(database, query)),
    runColumns: async (query) => context.read((database) => runColumns(database, query)),
    getMetricHistory: async (runId, key) =>
      context.read((database) => {
        const history = metricHistory(database, runId, key);
        return transfer(history, buffersOfHistory(history));
      }),
    getMetricHistories: async (runIds, keys, options) =>
      context.read((database) => {
        const histories = metricHistories(database, runIds, keys, options);
        return transfer(histories, histories.flatMap(buffersOfHistory));
      }),
  };
}

function buffersOfHistory({ steps, timestamps, values }: MetricHistory): ArrayBuffer[] {
  return [steps, timestamps, values].map(({ buffer }) => buffer as ArrayBuffer);
}
