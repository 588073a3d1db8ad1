import * as vscode from "vscode";
import { messageOf } from "../command.ts";
import type { Run } from "../mlflow/entities.ts";
import { formatDuration, formatTime } from "../mlflow/format.ts";
import type { ComparedRun, ComparedValues } from "../protocol/compare.ts";
import type { Stores } from "../stores/index.ts";
import type { RunAddress } from "../stores/pageUri.ts";
import { datasetRows, metricRows, paramRows, tagRows, textRow } from "./values.ts";

/** A run as it was last read; where it could not be, the reason. */
export interface RunRead {
  address: RunAddress;
  run?: Run;
  experimentName: string;
  error?: string;
}

/** Reads all runs; one that cannot be read says why and never fails the others. */
export async function readRuns(stores: Stores, addresses: readonly RunAddress[]): Promise<RunRead[]> {
  await stores.ready();
  const experiments = new Map<string, Promise<string>>();
  const experimentName = ({ storeId }: RunAddress, experimentId: string) => {
    const key = `${storeId}/${experimentId}`;
    const known = experiments.get(key);
    if (known !== undefined) return known;
    // The name of an experiment that cannot be read is no reason to hide a run.
    const name = stores
      .get(storeId)
      .getExperiment(experimentId)
      .then(
        (experiment) => experiment.name,
        () => experimentId,
      );
    experiments.set(key, name);
    return name;
  };
  return Promise.all(
    addresses.map(async (address): Promise<RunRead> => {
      try {
        const run = await stores.get(address.storeId).getRun(address.runId);
        return { address, run, experimentName: await experimentName(address, run.experimentId) };
      } catch (error) {
        return { address, experimentName: "", error: messageOf(error) };
      }
    }),
  );
}

/** All that the page shows of the runs' own entities. */
export function comparedValues(stores: Stores, reads: readonly RunRead[], baseline: number): ComparedValues {
  const runs = reads.map(({ run }) => run);
  return {
    runs: comparedRuns(stores, reads),
    baseline,
    attributes: attributeRows(stores, reads),
    metrics: metricRows(runs),
    params: paramRows(runs),
    tags: tagRows(runs),
    datasets: datasetRows(runs),
  };
}

function comparedRuns(stores: Stores, reads: readonly RunRead[]): ComparedRun[] {
  const places = new Map<string, number[]>();
  for (const [storeId, ofStore] of Map.groupBy(reads, ({ address }) => address.storeId)) {
    places.set(
      storeId,
      stores.runPlaces(
        storeId,
        ofStore.map(({ address }) => address.runId),
      ),
    );
  }
  return reads.map(({ address, run, experimentName, error }) => ({
    ...address,
    name: run?.runName || address.runId,
    experimentName,
    status: run?.status,
    lifecycleStage: run?.lifecycleStage,
    place: places.get(address.storeId)?.shift() ?? 0,
    problems: run?.problems,
    error,
  }));
}

function attributeRows(stores: Stores, reads: readonly RunRead[]) {
  const locale = vscode.env.language;
  const runs = reads.map(({ run }) => run);
  const labels = new Map(stores.all.map(({ id, label }) => [id, label]));
  const row = (key: string, valueOf: (run: Run, read: RunRead) => string | undefined) =>
    textRow(
      key,
      reads.map((read) => read.run && valueOf(read.run, read)),
      runs,
    );
  const took = ({ startTime, endTime }: Run) =>
    startTime === undefined || endTime === undefined ? undefined : formatDuration(endTime - startTime, locale);
  const rows = [
    row(vscode.l10n.t("Status"), ({ status, lifecycleStage }) =>
      lifecycleStage === "deleted" ? vscode.l10n.t("deleted") : status,
    ),
    row(vscode.l10n.t("Started"), ({ startTime }) =>
      startTime === undefined ? undefined : formatTime(startTime, locale),
    ),
    row(vscode.l10n.t("Duration"), took),
    row(vscode.l10n.t("User"), ({ userId, tags }) => tags["mlflow.user"] || userId || undefined),
    row(vscode.l10n.t("Experiment"), (_, { experimentName }) => experimentName),
    row(vscode.l10n.t("Run ID"), ({ runId }) => runId),
  ];
  if (labels.size > 1) rows.push(row(vscode.l10n.t("Store"), (_, { address }) => labels.get(address.storeId)));
  return rows;
}
