import { type Dataset, type Run } from "../../entities.ts";
import { sql } from "../../search/sqlText.ts";
import { type Database } from "../database.ts";
import { ofRuns } from "./runEntities.ts";

type DatasetRow = [
  runId: string,
  inputId: string,
  datasetId: string,
  name: string,
  digest: string,
  sourceType: string,
  source: string,
  schema: string | null,
  profile: string | null,
];

/** The data sets and logged models that runs read and made, as `_get_run_inputs` and `_get_model_outputs_bulk` tell them. */
export function addInputsAndOutputs(database: Database, runs: ReadonlyMap<string, Run>): void {
  const ids = new Set(runs.keys());
  const datasets = new Map<string, Dataset>();
  const rows = database.rows<DatasetRow>(sql`
    SELECT inputs.destination_id, inputs.input_uuid, datasets.dataset_uuid, datasets.name, datasets.digest,
      datasets.dataset_source_type, datasets.dataset_source, datasets.dataset_schema, datasets.dataset_profile
    FROM (SELECT * FROM ${ofRuns("inputs", "destination_id", ids, "destination_type = 'RUN'")}) AS inputs
    JOIN datasets ON datasets.dataset_uuid = inputs.source_id`);
  const byInput = new Map<string, Dataset>();
  for (const [runId, inputId, datasetId, name, digest, sourceType, source, schema, profile] of rows) {
    const run = runs.get(runId);
    if (run === undefined) continue;
    // A data set that a run reads twice is told once, with all tags.
    const place = JSON.stringify([runId, datasetId]);
    let dataset = datasets.get(place);
    if (dataset === undefined) {
      dataset = {
        name,
        digest,
        tags: {},
        sourceType,
        source,
        schema: schema ?? undefined,
        profile: profile ?? undefined,
      };
      datasets.set(place, dataset);
      run.datasets.push(dataset);
    }
    byInput.set(inputId, dataset);
  }
  addInputTags(database, byInput);
  addModels(database, runs, ids);
}

function addInputTags(database: Database, byInput: ReadonlyMap<string, Dataset>): void {
  if (byInput.size === 0) return;
  const rows = database.rows<[string, string, string]>(
    sql`SELECT input_uuid, name, value FROM ${ofRuns("input_tags", "input_uuid", new Set(byInput.keys()))}`,
  );
  for (const [inputId, name, value] of rows) {
    const dataset = byInput.get(inputId);
    if (dataset !== undefined) dataset.tags[name] = value;
  }
}

function addModels(database: Database, runs: ReadonlyMap<string, Run>, ids: ReadonlySet<string>): void {
  const step = database.has("inputs", "step") ? sql`step` : sql`0 AS step`;
  const isModel = "source_type IN ('RUN_INPUT', 'RUN_OUTPUT') AND destination_type IN ('MODEL_INPUT', 'MODEL_OUTPUT')";
  const rows = database.rows<[string, string, string, number]>(sql`
    SELECT source_type, source_id, destination_id, ${step}
    FROM ${ofRuns("inputs", "source_id", ids, isModel)} ORDER BY destination_id`);
  for (const [type, runId, modelId, atStep] of rows) {
    const run = runs.get(runId);
    if (type === "RUN_INPUT") run?.modelInputs.push({ modelId });
    else run?.modelOutputs.push({ modelId, step: atStep });
  }
}
