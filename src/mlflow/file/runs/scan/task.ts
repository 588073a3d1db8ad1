import { type Continuation } from "../../metrics/latest.ts";
import { buffersOf, metricLayout, rowLayout, textLayout } from "../table/columns.ts";
import { type KeyChunk, type KeyScanRequest, scanKey } from "./keyScan.ts";
import { listUsedKeys, type UsedKeys, type UsedKeysRequest } from "./usedKeys.ts";
import { type RunChunk, scanRuns, type ScanRequest } from "./scan.ts";

/** A piece of reading that any thread can do. */
export type ScanTask =
  | { type: "runs"; request: ScanRequest }
  | { type: "key"; request: KeyScanRequest }
  | { type: "usedKeys"; request: UsedKeysRequest };
export type ScanResult = RunChunk | KeyChunk | UsedKeys;

/** To be called inside `withYaml`. */
export function performTask(task: ScanTask, continuations?: Map<string, Continuation>): ScanResult {
  switch (task.type) {
    case "runs":
      return scanRuns(task.request, continuations);
    case "key":
      return scanKey(task.request, continuations);
    case "usedKeys":
      return listUsedKeys(task.request);
  }
}

/** What of a result moves to another thread without a copy. */
export function transferables(result: ScanResult): ArrayBuffer[] {
  if ("rows" in result) {
    const { rows, metrics, texts } = result;
    return [...buffersOf(rows, rowLayout), ...buffersOf(metrics, metricLayout), ...buffersOf(texts, textLayout)];
  }
  if ("params" in result) return [];
  const { known, values, steps, mtime, size } = result;
  return [known.buffer, values.buffer, steps.buffer, mtime.buffer, size.buffer];
}
