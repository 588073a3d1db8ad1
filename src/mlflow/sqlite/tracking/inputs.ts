import { type Dataset, type Run } from "../../entities.ts";
import { inList, raw, sql } from "../../search/sqlText.ts";
import { type Database } from "../database.ts";
import { putPair } from "../pairs.ts";
import { cellsOf } from "./cells.ts";

type DatasetRow = [
  owner: string | number,
  inputId: string,
  datasetId: string,
  name: string,
  digest: string,
  sourceType: string,
  source: string,
  schema: string | null,
  profile: string | null,
];

/**
 * Adds the data sets that runs read and the logged models that they made, as `_get_run_inputs` and
 * `_get_model_outputs_bulk` tell them.
 *
 * @param ids of the runs, in their order
 */
export function addInputsAndOutputs(database: Database, runs: readonly Run[], ids: readonly string[]): void {
  addDatasets(database, runs, ids);
  addModelOutputs(database, runs, ids);
}

function addDatasets(database: Database, runs: readonly Run[], ids: readonly string[]): void {
  const inputs = { table: "inputs", column: "destination_id", condition: sql`inputs.destination_type = 'RUN'` };
  const { owner, from, placeOf } = cellsOf(inputs, ids);
  const rows = database.rows<DatasetRow>(sql`
    SELECT of, input_uuid, dataset_uuid, name, digest, dataset_source_type, dataset_source, dataset_schema,
      dataset_profile
    FROM (SELECT ${raw(owner)} AS of, inputs.input_uuid, inputs.source_id ${from}) JOIN datasets ON dataset_uuid = source_id`);
  const datasets = new Map<string, Dataset>();
  const byInput = new Map<string, Dataset>();
  for (const [of, inputId, datasetId, name, digest, sourceType, source, schema, profile] of rows) {
    const run = runs[placeOf(of) ?? -1];
    if (run === undefined) continue;
    // A data set that a run reads twice is told once, with all tags.
    const place = JSON.stringify([run.runId, datasetId]);
    let dataset = datasets.get(place);
    if (dataset === undefined) {
      const texts = { name, digest, sourceType, source, schema: schema ?? undefined, profile: profile ?? undefined };
      dataset = { ...texts, tags: {} };
      datasets.set(place, dataset);
      run.datasets.push(dataset);
    }
    byInput.set(inputId, dataset);
  }
  if (byInput.size === 0) return;
  const tags = database.rows<[string, string, string]>(
    sql`SELECT input_uuid, name, value FROM input_tags WHERE input_uuid IN ${inList([...byInput.keys()])}`,
  );
  for (const [inputId, name, value] of tags) {
    const dataset = byInput.get(inputId);
    if (dataset !== undefined) putPair(dataset.tags, name, value);
  }
}

function addModelOutputs(database: Database, runs: readonly Run[], ids: readonly string[]): void {
  const ofModels = sql`inputs.source_type = 'RUN_OUTPUT' AND inputs.destination_type = 'MODEL_OUTPUT'`;
  const { owner, from, placeOf } = cellsOf({ table: "inputs", column: "source_id", condition: ofModels }, ids);
  const step = raw(database.has("inputs", "step") ? "inputs.step" : "0 AS step");
  const rows = database.rows<[string | number, string, number]>(
    sql`SELECT ${raw(owner)} AS of, destination_id, ${step} ${from} ORDER BY destination_id`,
  );
  for (const [of, modelId, atStep] of rows) runs[placeOf(of) ?? -1]?.modelOutputs.push({ modelId, step: atStep });
}

/** The logged models that a run read. */
export function addModelInputs(database: Database, run: Run): void {
  const rows = database.rows<[string]>(sql`SELECT destination_id FROM inputs
    WHERE source_type = 'RUN_INPUT' AND source_id = ${run.runId} AND destination_type = 'MODEL_INPUT'
    ORDER BY destination_id`);
  run.modelInputs = rows.map(([modelId]) => ({ modelId }));
}
