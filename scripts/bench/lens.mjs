// One question to a store by this project's core (dist/mlflow.cjs), in a process of its own, as mlflow_client.py asks MLflow.
//   node lens.mjs QUESTION     (JSON: {"case", "uri", "options", "experimentId", "runId"?})
// Prints JSON: `ms` and `cpu` from opening the store, its thread included, to the answer; `answered` and `answeredCpu`
// of the answer alone; a digest of the `answer`; and the most memory that the process held, in bytes.
import { createHash } from "node:crypto";
import { createRequire } from "node:module";

const { openStore } = createRequire(import.meta.url)("../../dist/mlflow.cjs");
const question = JSON.parse(process.argv[2] ?? "{}");
const { experimentId, runId } = question;
const experimentIds = [experimentId];

const attributes = [
  "run_id",
  "run_name",
  "status",
  "start_time",
  "end_time",
  "user_id",
  "artifact_uri",
  "lifecycle_stage",
];

const cases = {
  async firstRows(store) {
    const { runs } = await store.searchRuns({ experimentIds, maxResults: 100 });
    return runs.map((run) => run.runId);
  },
  async filterOrder(store) {
    const { runs } = await store.searchRuns({
      experimentIds,
      filter: "params.optimizer = 'adam' and metrics.metric_0 > 0.5",
      orderBy: ["metrics.metric_1 DESC"],
      maxResults: 100,
    });
    return runs.map((run) => run.runId);
  },
  /** Every cell of every run, as the columns that a table shows. */
  async allRuns(store) {
    const keys = await store.runColumns({ experimentIds });
    const columns = [
      ...attributes.map((key) => `attributes.${key}`),
      ...keys.params.map((key) => `params.${key}`),
      ...keys.tags.map((key) => `tags.${key}`),
      ...keys.metrics.map((key) => `metrics.${key}`),
    ];
    const table = await store.runTable({ experimentIds, columns });
    const [ids, ...others] = table.columns;
    let cells = 0;
    for (const column of others.slice(attributes.length - 1)) {
      if (column.kind === "text") for (const code of column.codes) cells += code === -1 ? 0 : 1;
      else for (const isPresent of column.present) cells += isPresent;
    }
    return [...Array.from(ids.codes, (code) => ids.dictionary[code]), String(cells)];
  },
  /** The same as entities. */
  async allEntities(store) {
    const { runs } = await store.searchRuns({ experimentIds, maxResults: 50_000 });
    const count = (run) => [run.params, run.tags, run.metrics].reduce((sum, part) => sum + Object.keys(part).length, 0);
    return [...runs.map((run) => run.runId), String(runs.reduce((sum, run) => sum + count(run), 0))];
  },
  async history(store) {
    const { values } = await store.getMetricHistory(runId, "long");
    return [values.length, values[0], values.at(-1)].map(String);
  },
  async firstPicture(store) {
    const [history] = await store.getMetricHistories([runId], ["long"], { buckets: 1_000, sketch: true });
    return [String(history.values.length > 500)];
  },
  /** Looks whether anything changed since the index was written. */
  async verify(store) {
    return [String((await store.refresh()).length)];
  },
  /** What someone does who looks around in many runs. */
  async browse(store) {
    await store.searchRuns({ experimentIds, maxResults: 100 });
    await cases.filterOrder(store);
    await store.runColumns({ experimentIds });
    let total = 1;
    for (let offset = 0; offset < total; offset += 5_000) {
      const columns = ["attributes.run_name", "metrics.metric_0", "params.optimizer"];
      ({ total } = await store.runTable({ experimentIds, columns, offset, limit: 100 }));
    }
    return [String(total)];
  },
};

/** Milliseconds by the clock and of processor time, of all threads, from now on. */
function startWatch() {
  const started = performance.now();
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return [performance.now() - started, (user + system) / 1000];
  };
}

const whole = startWatch();
const store = await openStore(question.uri, question.options);
const alone = startWatch();
const answer = await cases[question.case](store);
const [answered, answeredCpu] = alone();
const [ms, cpu] = whole();
const memory = process.resourceUsage().maxRSS * 1024;
await store.close();
const digest = createHash("sha256").update(answer.join("\n")).digest("hex");
console.log(JSON.stringify({ ms, cpu, answered, answeredCpu, answer: digest, memory }));
