// What SQLite itself needs, without making anything of it: the limit for a database.   node limits.mjs CASE FILE
import { DatabaseSync } from "node:sqlite";

const [name, file] = process.argv.slice(2);
const database = new DatabaseSync(file, { readOnly: true });
const cases = {
  scanRuns: "SELECT count(*), max(start_time) FROM runs WHERE experiment_id = 1 AND lifecycle_stage = 'active'",
  allCells:
    "SELECT (SELECT sum(length(run_uuid) + length(name) + length(artifact_uri)) FROM runs) + " +
    "(SELECT sum(length(run_uuid) + length(key) + length(value)) FROM params) + " +
    "(SELECT sum(length(run_uuid) + length(key) + length(value)) FROM tags) + " +
    "(SELECT sum(length(run_uuid) + length(key) + value) FROM latest_metrics)",
  sumHistory: "SELECT sum(value) FROM metrics WHERE key = 'long'",
};
const started = performance.now();
const before = process.cpuUsage();
database.prepare(cases[name]).get();
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ ms: performance.now() - started, cpu: (user + system) / 1000 }));
