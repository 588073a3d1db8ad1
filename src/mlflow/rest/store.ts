import { type Run } from "../entities.ts";
import { type Change, type OpenOptions, type Store } from "../store.ts";
import { type StoreLocation } from "../storeUri.ts";
import { artifactReads } from "./artifacts/reads.ts";
import { artifactRoutes } from "./artifacts/routes.ts";
import { addressOf } from "./http/address.ts";
import { knownRuns } from "./live/known.ts";
import { looker } from "./live/look.ts";
import { watching } from "./live/watch.ts";
import { changesOf } from "./live/written.ts";
import { loggedModelReads } from "./registry/loggedModels.ts";
import { registryReads } from "./registry/reads.ts";
import { registryWrites } from "./registry/writes.ts";
import { openServer } from "./server.ts";
import { traceReads } from "./traces/reads.ts";
import { traceWrites } from "./traces/writes.ts";
import { experimentReads } from "./tracking/experiments.ts";
import { historyReads } from "./tracking/histories.ts";
import { parents } from "./tracking/parents.ts";
import { runPages, type RunSearch } from "./tracking/runPages.ts";
import { runReads } from "./tracking/runs.ts";
import { trackingWrites } from "./tracking/writes.ts";

/**
 * Opens a tracking server: MLflow's own of version 2 or 3 (1.30 as far as it goes), or a Databricks workspace.
 *
 * @throws MlflowError where nothing answers, where what answers is no MLflow server, and where it wants credentials
 */
export async function openRestStore(
  uri: string,
  location: Extract<StoreLocation, { kind: "rest" }>,
  options: OpenOptions = {},
): Promise<Store> {
  const server = await openServer(addressOf(location, options), options);
  const known = knownRuns();
  // What is read for one page of the window is news for the others too.
  const seen = (run: Run): Change[] => {
    const state = known.see(run);
    const isNews = state === "changed" || state === "new";
    return isNews ? [{ kind: "runs", experimentId: run.experimentId, runIds: [run.runId] }] : [];
  };
  const pages = runPages(server, ({ experimentIds }: RunSearch, runs) => {
    watch.tell(runs.flatMap(seen));
    for (const id of experimentIds) known.lookAt(id);
  });
  const experiments = experimentReads(server, pages);
  const histories = historyReads(server);
  const runs = runReads(server, pages, parents(server, pages), histories);
  const registry = registryReads(server);
  const loggedModels = loggedModelReads(server);
  const traces = traceReads(server);
  const quietReads = { ...runs, ...experiments, ...registry, ...traces };
  const watch = watching(looker(server, runPages(server), quietReads, known), options.pollMs);
  server.onWrite((path, body) => watch.tell(changesOf(path, body, known)));
  const getRun = async (runId: string): Promise<Run> => {
    const run = await runs.getRun(runId);
    watch.tell(seen(run));
    return run;
  };

  return {
    uri,
    kind: "rest",
    readOnlyReason: server.readOnlyReason,
    ...experiments,
    ...runs,
    getRun,
    ...histories,
    ...artifactReads(artifactRoutes(server, { getRun: runs.getRun, ...registry, ...loggedModels })),
    ...registry,
    ...loggedModels,
    ...traces,
    ...trackingWrites(server),
    ...registryWrites(server, registry),
    ...traceWrites(server),
    refresh: watch.refresh,
    watch: watch.watch,
    async close() {
      watch.close();
      server.close();
    },
  };
}
