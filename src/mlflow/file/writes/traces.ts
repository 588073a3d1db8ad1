import { join } from "node:path";
import { checkTraceTagIsMutable, newAssessment } from "../../assessment.ts";
import type { Assessment } from "../../entities.ts";
import { invalidParameter } from "../../errors.ts";
import { dumps } from "../../pythonJson.ts";
import type { TraceWrites } from "../../store.ts";
import { protoTimestamp } from "../../trace.ts";
import { checkTagKey } from "../../validation.ts";
import type { FileStoreContext } from "../context.ts";
import { assessmentsFolder, findTraceFolder } from "../folders/trace.ts";
import { applyChanges, checkWritable } from "./fileChanges.ts";
import { dumpYaml, yamlFloat, type YamlValue } from "./yamlDump.ts";

/** Writes of traces, as `FileStore` of `mlflow/store/tracking` leaves them. */
export function fileTraceWrites(context: FileStoreContext): TraceWrites {
  const write = (traceId: string, doing: string, file: (folder: string) => { path: string; content: string }) => {
    checkWritable(context);
    const { path: owner, experiment } = findTraceFolder(context.root, traceId);
    applyChanges(context, { files: [{ owner, ...file(owner) }] }, doing);
    context.changed([{ kind: "traces", experimentId: experiment.experimentId }]);
  };
  return {
    setTraceTag: async (traceId, key, value) => {
      checkTraceTagIsMutable(key);
      write(traceId, `Could not set the tag '${key}'`, (folder) => {
        checkTagKey(key);
        return { path: join(folder, "tags", key), content: value };
      });
    },

    logAssessment: async (traceId, wanted) => {
      checkIsFinite(wanted.name, wanted.value);
      const assessment = newAssessment(wanted, Date.now());
      write(traceId, `Could not log the assessment '${wanted.name}'`, (folder) => ({
        path: join(folder, assessmentsFolder, `${assessment.assessmentId}.yaml`),
        content: dumpAssessment(assessment, traceId),
      }));
      return assessment;
    },
  };
}

/** Protobuf's message as JSON knows no other numbers. */
function checkIsFinite(name: string, value: unknown): void {
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw invalidParameter(
      `The value of the assessment '${name}' holds NaN or an infinity, which MLflow cannot store.`,
    );
  }
  if (typeof value === "object" && value !== null) for (const part of Object.values(value)) checkIsFinite(name, part);
}

/** Protobuf's message as JSON writes it: what is not set is left out, every number is a float. */
function dumpAssessment(assessment: Assessment, traceId: string): string {
  const { assessmentId, name, rationale, metadata, spanId, sourceType, sourceId, createTime = 0 } = assessment;
  const fields: Record<string, YamlValue | undefined> = {
    assessment_id: assessmentId,
    assessment_name: name,
    trace_id: traceId,
    span_id: spanId,
    source: { source_type: sourceType ?? "", source_id: sourceId ?? "" },
    create_time: protoTimestamp(createTime),
    last_update_time: protoTimestamp(assessment.lastUpdateTime ?? createTime),
    rationale,
    metadata: Object.keys(metadata).length === 0 ? undefined : metadata,
    valid: assessment.valid,
    ...valueFields(assessment),
  };
  const set = Object.entries(fields).filter((entry): entry is [string, YamlValue] => entry[1] !== undefined);
  return dumpYaml(Object.fromEntries(set));
}

function valueFields({ kind, value }: Assessment): Record<string, YamlValue> {
  if (kind === "issue") return { issue: { issue_name: String(value) } };
  if (kind === "feedback") return { feedback: { value: protoValue(value) } };
  if (typeof value !== "object" || value === null) return { expectation: { value: protoValue(value) } };
  return { expectation: { serialized_value: { serialization_format: "JSON_FORMAT", value: dumps(value) } } };
}

function protoValue(value: unknown): YamlValue {
  if (typeof value === "number") return yamlFloat(value);
  if (Array.isArray(value)) return value.map(protoValue);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, protoValue(part)]));
  }
  return typeof value === "string" || typeof value === "boolean" ? value : null;
}
