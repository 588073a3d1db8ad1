/** Columns of a table, separated by spaces, by the table's name. */
type Columns = Record<string, string>;

/**
 * Every revision of MLflow's schema from 1.30's (97727af70f4d) by 2.22's (0584bdc529eb) to 3.17's (dc11669786a5),
 * in the order of its migrations, with the columns that it adds and
 * takes away among the tables that this store knows. Found by running the migrations of 3.17 one by one.
 */
const revisions: readonly (readonly [revision: string, added?: Columns, removed?: Columns])[] = [
  [
    "97727af70f4d",
    {
      experiments: "experiment_id name artifact_location lifecycle_stage creation_time last_update_time",
      experiment_tags: "key value experiment_id",
      runs: "run_uuid name source_type source_name entry_point_name user_id status start_time end_time source_version lifecycle_stage artifact_uri experiment_id deleted_time",
      params: "key value run_uuid",
      tags: "key value run_uuid",
      metrics: "key value timestamp run_uuid step is_nan",
      latest_metrics: "key value timestamp step is_nan run_uuid",
      registered_models: "name creation_time last_updated_time description",
      registered_model_tags: "key value name",
      model_versions:
        "name version creation_time last_updated_time description user_id current_stage source run_id status status_message run_link",
      model_version_tags: "key value name version",
    },
  ],
  ["3500859a5d39", { registered_model_aliases: "alias version name" }],
  [
    "7f2a7d5fae7d",
    {
      datasets:
        "dataset_uuid experiment_id name digest dataset_source_type dataset_source dataset_schema dataset_profile",
      inputs: "input_uuid source_type source_id destination_type destination_id",
      input_tags: "input_uuid name value",
    },
  ],
  ["2d6e25af4d3e"],
  ["acf3f17fdcc7", { model_versions: "storage_location" }],
  [
    "867495a8f9d4",
    {
      trace_info: "request_id experiment_id timestamp_ms execution_time_ms status",
      trace_tags: "key value request_id",
      trace_request_metadata: "key value request_id",
    },
  ],
  ["5b0e9adcef9c"],
  ["4465047574b1"],
  ["f5a4f2784254"],
  ["0584bdc529eb"],
  [
    "400f98739977",
    {
      logged_models:
        "model_id experiment_id name artifact_location creation_timestamp_ms last_updated_timestamp_ms status lifecycle_stage model_type source_run_id status_message",
      logged_model_metrics:
        "model_id metric_name metric_timestamp_ms metric_step metric_value experiment_id run_id dataset_uuid dataset_name dataset_digest",
      logged_model_params: "model_id experiment_id param_key param_value",
      logged_model_tags: "model_id experiment_id tag_key tag_value",
    },
  ],
  ["6953534de441", { inputs: "step" }],
  ["bda7b8c39065"],
  ["cbc13b556ace", { trace_info: "client_request_id request_preview response_preview" }],
  [
    "770bee3ae1dd",
    {
      assessments:
        "assessment_id trace_id name assessment_type value error created_timestamp last_updated_timestamp source_type source_id run_id span_id rationale overrides valid assessment_metadata",
    },
  ],
  [
    "a1b2c3d4e5f6",
    {
      spans:
        "trace_id experiment_id span_id parent_span_id name type status start_time_unix_nano end_time_unix_nano content",
    },
  ],
  [
    "de4033877273",
    { entity_associations: "association_id source_type source_id destination_type destination_id created_time" },
  ],
  ["1a0cddfcaa16"],
  ["534353b11cbc"],
  ["71994744cf8e"],
  ["3da73c924c2f"],
  ["bf29a5ff90ea"],
  ["1bd49d398cd23"],
  ["b7c8d9e0f1a2"],
  ["5d2d30f0abce"],
  ["c9d4e5f6a7b8"],
  ["2c33131f4dae"],
  ["d3e4f5a6b7c8"],
  ["d0e1f2a3b4c5"],
  ["c8d9e0f1a2b3", { spans: "dimension_attributes" }],
  [
    "1b5f0d9ad7c1",
    {
      experiments: "workspace",
      registered_models: "workspace",
      registered_model_tags: "workspace",
      registered_model_aliases: "workspace",
      model_versions: "workspace",
      model_version_tags: "workspace",
    },
  ],
  ["e1f2a3b4c5d6"],
  ["76601a5f987d"],
  ["c3d6457b6d8a"],
  ["a5b4c3d2e1f0"],
  ["ae8bbe7743c9"],
  ["7d34483879f0"],
  ["da6fb0208061", { trace_info: "db_payload_generation" }],
  ["89d3d66ed43f"],
  ["b7e4c1a90f23"],
  ["a8b9c0d1e2f3"],
  ["c1d2e3f4a5b6"],
  ["c3d9e7f1a2b4"],
  ["6f8d9c3b2a1e"],
  ["1971f2d9a75b"],
  ["17e22815139b"],
  ["b7e2c1a4d9f3"],
  [
    "75868b020152",
    {
      trace_info:
        "trace_name session_id input_tokens output_tokens total_tokens cache_read_input_tokens cache_creation_input_tokens cache_creation_input_tokens_above_1hr input_cost output_cost total_cost",
      spans: "input_cost output_cost total_cost model_name model_provider",
      assessments: "experiment_id trace_timestamp_ms aggregate_value is_numeric_value",
    },
    { spans: "dimension_attributes" },
  ],
  ["dc11669786a5"],
];

/**
 * The columns that each table has at a revision, sorted; `undefined` for a revision older than MLflow 1.30's, or one that
 * a later MLflow brought.
 */
export function columnsAt(revision: string): Map<string, string[]> | undefined {
  const columns = new Map<string, string[]>();
  for (const [name, added = {}, removed = {}] of revisions) {
    for (const [table, names] of Object.entries(added)) {
      columns.set(table, [...(columns.get(table) ?? []), ...names.split(" ")]);
    }
    for (const [table, names] of Object.entries(removed)) {
      columns.set(table, columns.get(table)?.filter((column) => !names.split(" ").includes(column)) ?? []);
    }
    if (name === revision) return new Map([...columns].map(([table, names]) => [table, names.sort()]));
  }
  return undefined;
}
