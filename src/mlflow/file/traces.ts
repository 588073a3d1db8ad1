import { join } from "node:path";
import { readRange } from "../artifacts/read.ts";
import { rootOfPlace } from "../artifacts/root.ts";
import type { Span, Trace, TraceInfo } from "../entities.ts";
import { doesNotExist, MlflowError } from "../errors.ts";
import type { Row } from "../search/evaluate.ts";
import type { TraceReads } from "../store.ts";
import { traceArtifactTag, traceDataFile } from "../trace.ts";
import { decodeTraceData } from "../traceSpans.ts";
import { fileArtifactSource } from "./artifacts.ts";
import { type FileStoreContext, findExperimentFolders } from "./context.ts";
import { withYaml, YamlNeeded } from "./disk/meta.ts";
import { searchPage } from "./searchPage.ts";
import { completeTrace, findTraceFolder, listTraceFolders, readTraceHead, readTraceText } from "./folders/trace.ts";

/** Traces of a file store, of MLflow 2 and 3. */
export function fileTraces(context: FileStoreContext): TraceReads {
  return {
    searchTraces: ({ locations, ...query }) =>
      withYaml(() => {
        // MLflow's client asks for pages as long as it wants more, which is never.
        if ((query.maxResults ?? 1) <= 0) return { traces: [] };
        const { found, nextPageToken } = searchPage("traces", query, () =>
          locations.flatMap((experimentId) => listTraces(context, experimentId)),
        );
        return { traces: found.map(({ info, path }) => completeTrace(info, path)), nextPageToken };
      }),
    getTrace: (traceId) => withYaml(() => readTrace(context, traceId)),
  };
}

/** Only the heads are read: the many files beside them wait until a filter names one, or the trace is on the page. */
function listTraces(context: FileStoreContext, experimentId: string): { info: TraceInfo; path: string; row: Row }[] {
  const experiments = findExperimentFolders(context, experimentId);
  if (experiments.length === 0) throw doesNotExist(`Experiment ${experimentId} does not exist.`);
  return experiments.flatMap(listTraceFolders).flatMap((folder) => {
    const info = readTraceHead(folder);
    return info === undefined ? [] : [{ info, path: folder.path, row: traceRow(info, folder.path) }];
  });
}

function readTrace(context: FileStoreContext, traceId: string): Trace {
  const folder = findTraceFolder(context.root, traceId);
  const head = readTraceHead(folder);
  if (head === undefined) throw new MlflowError("INVALID_STATE", `Trace with ID '${traceId}' has no trace_info.yaml.`);
  const info = completeTrace(head, folder.path);
  try {
    return { info, spans: readSpans(context, info, folder.path) };
  } catch (error) {
    if (error instanceof YamlNeeded) throw error;
    const problem = `Its spans could not be read: ${(error as Error).message}`;
    return { info: { ...info, problems: [...(info.problems ?? []), problem] }, spans: [] };
  }
}

function readSpans(context: FileStoreContext, info: TraceInfo, path: string): Span[] {
  const place = { uri: info.tags[traceArtifactTag], folder: join(path, "artifacts") };
  const root = rootOfPlace(fileArtifactSource(context), place, info.traceId);
  return decodeTraceData(new TextDecoder().decode(readRange(root, traceDataFile)));
}

function traceRow(info: TraceInfo, path: string): Row {
  const attributes: Record<string, string | number | undefined> = {
    request_id: info.traceId,
    experiment_id: info.experimentId,
    timestamp_ms: info.timestampMs,
    execution_time_ms: info.executionTimeMs,
    end_time_ms: info.executionTimeMs === undefined ? undefined : info.timestampMs + info.executionTimeMs,
    status: info.status,
    client_request_id: info.clientRequestId,
  };
  return {
    attribute: (key) => attributes[key],
    tag: (key) => readTraceText(path, "tags", key),
    metadata: (key) => readTraceText(path, "request_metadata", key),
  };
}
