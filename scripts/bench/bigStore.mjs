// Writes big stores for benchmarks and tests, as MLflow would have written them. The same options write the same store.
//   node bigStore.mjs file FOLDER [--runs 10000 --metrics 10 --params 10 --steps 10 --long 0 --artifacts 0]
//   node bigStore.mjs sqlite FILE --empty EMPTY.db [the same]      (Node >= 22.13)
// EMPTY.db is a database that MLflow made: `mlflow db upgrade sqlite:///EMPTY.db`.
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

const firstStart = Date.UTC(2026, 0, 1);
const optimizers = ["adam", "sgd", "rmsprop", "lion"];

/** The experiment that all runs belong to. */
export const fileExperimentId = "100000000000000001";
export const sqliteExperimentId = "1";

export const defaults = { runs: 10_000, metrics: 10, params: 10, steps: 10, long: 0, artifacts: 0 };

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
function generator(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The runs one after the other: only one of them is in memory. `long` gives the last one a metric of that many steps. */
function* makeRuns({ runs, metrics, params, steps, long }) {
  const random = generator(1);
  for (let index = 0; index < runs; index++) {
    const runId = Array.from({ length: 4 }, () =>
      Math.floor(random() * 2 ** 32)
        .toString(16)
        .padStart(8, "0"),
    ).join("");
    const startTime = firstStart + index * 60_000;
    const names = Array.from({ length: metrics }, (_, metric) => `metric_${metric}`);
    const histories = names.map((key) => [key, Array.from({ length: steps }, () => random())]);
    if (long > 0 && index === runs - 1) {
      histories.push([
        "long",
        Array.from({ length: long }, (_, step) => 1 / (1 + step / 1000) + (random() - 0.5) / 10),
      ]);
    }
    yield {
      runId,
      name: `run-${index}`,
      startTime,
      endTime: startTime + 30_000,
      params: {
        optimizer: optimizers[index % optimizers.length],
        ...Object.fromEntries(
          Array.from({ length: Math.max(0, params - 1) }, (_, param) => [`param_${param}`, random().toFixed(6)]),
        ),
      },
      tags: {
        "mlflow.user": "ada",
        "mlflow.source.name": "train.py",
        "mlflow.source.type": "LOCAL",
        "mlflow.runName": `run-${index}`,
        "mlflow.source.git.commit": (index % 50).toString(16).padStart(40, "0"),
      },
      histories,
    };
  }
}

/** @param folder the store's root, which must not be there yet */
export function makeFileStore(folder, options = {}) {
  const { artifacts, ...all } = { ...defaults, ...options };
  const experiment = join(resolve(folder), fileExperimentId);
  const location = pathToFileURL(experiment).href;
  mkdirSync(join(resolve(folder), ".trash"), { recursive: true });
  mkdirSync(experiment);
  writeFileSync(
    join(experiment, "meta.yaml"),
    `artifact_location: ${location}\ncreation_time: ${firstStart}\nexperiment_id: '${fileExperimentId}'\n` +
      `last_update_time: ${firstStart}\nlifecycle_stage: active\nname: big\n`,
  );
  for (const { runId, name, startTime, endTime, params, tags, histories } of makeRuns(all)) {
    const run = join(experiment, runId);
    for (const part of ["metrics", "params", "tags", "artifacts"]) mkdirSync(join(run, part), { recursive: true });
    writeFileSync(
      join(run, "meta.yaml"),
      `artifact_uri: ${location}/${runId}/artifacts\nend_time: ${endTime}\nentry_point_name: ''\n` +
        `experiment_id: '${fileExperimentId}'\nlifecycle_stage: active\nrun_id: ${runId}\nrun_name: ${name}\n` +
        `source_name: ''\nsource_type: 4\nsource_version: ''\nstart_time: ${startTime}\nstatus: 3\ntags: []\nuser_id: ada\n`,
    );
    for (const [key, value] of Object.entries(params)) writeFileSync(join(run, "params", key), value);
    for (const [key, value] of Object.entries(tags)) writeFileSync(join(run, "tags", key), value);
    for (const [key, values] of histories) {
      writeFileSync(
        join(run, "metrics", key),
        values.map((value, step) => `${startTime + step} ${value} ${step}\n`).join(""),
      );
    }
    for (let file = 0; file < artifacts; file++) {
      writeFileSync(join(run, "artifacts", `file-${String(file).padStart(5, "0")}.txt`), `artifact ${file}\n`);
    }
  }
}

/** @param file the database to write; @param empty one that MLflow made, which is copied */
export async function makeSqliteStore(file, empty, options = {}) {
  const { DatabaseSync } = await import("node:sqlite");
  copyFileSync(empty, file);
  const database = new DatabaseSync(file);
  const artifacts = `${resolve(file)}.artifacts/${sqliteExperimentId}`;
  database.exec("PRAGMA synchronous = OFF; BEGIN");
  database
    .prepare(
      "INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time) VALUES (?, 'big', ?, 'active', ?, ?)",
    )
    .run(sqliteExperimentId, artifacts, firstStart, firstStart);
  const insert = {
    run: database.prepare(
      "INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time, end_time, source_version, lifecycle_stage, artifact_uri, experiment_id) " +
        "VALUES (?, ?, 'UNKNOWN', '', '', 'ada', 'FINISHED', ?, ?, '', 'active', ?, ?)",
    ),
    param: database.prepare("INSERT INTO params (key, value, run_uuid) VALUES (?, ?, ?)"),
    tag: database.prepare("INSERT INTO tags (key, value, run_uuid) VALUES (?, ?, ?)"),
    metric: database.prepare(
      "INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES (?, ?, ?, ?, ?, 0)",
    ),
    latest: database.prepare(
      "INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES (?, ?, ?, ?, 0, ?)",
    ),
  };
  for (const { runId, name, startTime, endTime, params, tags, histories } of makeRuns({ ...defaults, ...options })) {
    insert.run.run(runId, name, startTime, endTime, `${artifacts}/${runId}/artifacts`, sqliteExperimentId);
    for (const [key, value] of Object.entries(params)) insert.param.run(key, value, runId);
    for (const [key, value] of Object.entries(tags)) insert.tag.run(key, value, runId);
    for (const [key, values] of histories) {
      values.forEach((value, step) => insert.metric.run(key, value, startTime + step, runId, step));
      const last = values.length - 1;
      if (last >= 0) insert.latest.run(key, values[last], startTime + last, last, runId);
    }
  }
  database.exec("COMMIT");
  database.close();
}

if (process.argv[1] && resolve(process.argv[1]) === import.meta.filename) {
  const number = (name) => ({ [name]: { type: "string", default: String(defaults[name]) } });
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { empty: { type: "string" }, ...Object.assign({}, ...Object.keys(defaults).map(number)) },
  });
  const options = Object.fromEntries(Object.keys(defaults).map((name) => [name, Number(values[name])]));
  const [kind, path] = positionals;
  if (path === undefined || (kind !== "file" && (kind !== "sqlite" || values.empty === undefined))) {
    console.error(
      "usage: bigStore.mjs file FOLDER | sqlite FILE --empty EMPTY.db   [--runs N --metrics N --params N --steps N --long N --artifacts N]",
    );
    process.exit(2);
  }
  if (kind === "file") makeFileStore(path, options);
  else await makeSqliteStore(path, values.empty, options);
}
