import { type Continuation } from "../../metrics/latest.ts";
import { buffersOf, metricLayout, rowLayout, textLayout } from "../table/columns.ts";
import { type KeyChunk, type KeyScanRequest, scanKey } from "./keyScan.ts";
import { type RunChunk, scanRuns, type ScanRequest } from "./scan.ts";

/** A piece of reading that any thread can do. */
export type ScanTask = { type: "runs"; request: ScanRequest } | { type: "key"; request: KeyScanRequest };
export type ScanResult = RunChunk | KeyChunk;

/** To be called inside `withYaml`. */
export function performTask(task: ScanTask, continuations?: Map<string, Continuation>): ScanResult {
  return task.type === "runs" ? scanRuns(task.request, continuations) : scanKey(task.request, continuations);
}

/** What of a result moves to another thread without a copy. */
export function transferables(result: ScanResult): ArrayBuffer[] {
  if ("rows" in result) {
    const { rows, metrics, texts } = result;
    return [...buffersOf(rows, rowLayout), ...buffersOf(metrics, metricLayout), ...buffersOf(texts, textLayout)];
  }
  const { known, values, mtime, size } = result;
  return [known.buffer, values.buffer, mtime.buffer, size.buffer];
}
