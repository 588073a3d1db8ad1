import { MlflowError } from "../../errors.ts";
import { type ExperimentSummary, type TrackingReads } from "../../store.ts";
import { member, objects, textIfAny } from "../http/json.ts";
import { searchFields } from "../searchFields.ts";
import { type Server } from "../server.ts";
import { fromAllPages } from "../tokenPages.ts";
import { decodeExperiment } from "./decode.ts";
import { type RunPages } from "./runPages.ts";

type ExperimentReads = Pick<
  TrackingReads,
  "searchExperiments" | "getExperiment" | "getExperimentByName" | "summarizeExperiments"
>;

const defaultMaxResults = 1_000;
/** The newest runs of all experiments in one request: their counts, where that is all runs. */
const summarizedRuns = 200;

export function experimentReads(server: Server, pages: RunPages): ExperimentReads {
  const searchExperiments: ExperimentReads["searchExperiments"] = async (query = {}) => {
    const answer = await server.search("2.0/mlflow/experiments/search", {
      view_type: query.viewType ?? "ACTIVE_ONLY",
      ...searchFields(query, defaultMaxResults),
    });
    const fields = member({ answer }, "answer");
    return {
      experiments: objects(fields.experiments).map(decodeExperiment),
      nextPageToken: textIfAny(fields.next_page_token),
    };
  };

  return {
    searchExperiments,
    async getExperiment(experimentId) {
      const answer = await server.get("2.0/mlflow/experiments/get", { experiment_id: experimentId });
      return decodeExperiment(member(answer, "experiment"));
    },
    async getExperimentByName(name) {
      try {
        const answer = await server.get("2.0/mlflow/experiments/get-by-name", { experiment_name: name });
        return decodeExperiment(member(answer, "experiment"));
      } catch (error) {
        if (error instanceof MlflowError && error.errorCode === "RESOURCE_DOES_NOT_EXIST") return undefined;
        throw error;
      }
    },
    async summarizeExperiments({ viewType } = {}) {
      const found = await fromAllPages(async (pageToken) => {
        const { experiments, nextPageToken } = await searchExperiments({ viewType, pageToken });
        return { items: experiments, nextPageToken };
      });
      return summarize(
        pages,
        found.map((experiment) => experiment.experimentId),
      );
    },
  };
}

async function summarize(pages: RunPages, experimentIds: readonly string[]): Promise<ExperimentSummary[]> {
  if (experimentIds.length === 0) return [];
  const orderBy = ["attributes.start_time DESC"];
  const newest = await pages.page({ experimentIds, orderBy }, summarizedRuns);
  const isAll = newest.nextPageToken === undefined || newest.runs.length < summarizedRuns;
  const summaries = new Map<string, ExperimentSummary>();
  for (const experimentId of experimentIds) {
    summaries.set(experimentId, { experimentId, runCount: 0, ...(isAll ? {} : { isLowerBound: true }) });
  }
  const add = (experimentId: string, startTime: number | undefined) => {
    const summary = summaries.get(experimentId);
    if (summary === undefined) return;
    summary.runCount++;
    summary.lastStartTime = Math.max(summary.lastStartTime ?? -Infinity, startTime ?? -Infinity);
    if (summary.lastStartTime === -Infinity) delete summary.lastStartTime;
  };
  for (const run of newest.runs) add(run.experimentId, run.startTime);
  return [...summaries.values()];
}
