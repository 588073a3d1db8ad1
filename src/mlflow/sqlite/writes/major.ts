import { type Schema } from "../../search/sql.ts";
import { type MlflowMajor } from "../../validation.ts";

/** The MLflow that a schema belongs to, whose rules its writes follow; 2.0 to 2.2 still had the schema of 1.30. */
export function mlflowMajor(schema: Schema): MlflowMajor {
  if (schema.has("logged_models")) return 3;
  return schema.has("registered_model_aliases") ? 2 : 1;
}
