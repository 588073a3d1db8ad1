import { type RunChunk } from "../scan/scan.ts";
import { scanTask, takeChunk } from "./look.ts";
import { type RunsState } from "../state.ts";
import { metricLayout, reserve, textLayout } from "../table/columns.ts";
import { isRun, type RunsTable } from "../table/table.ts";

/** Reads what nobody asked for yet of experiments that somebody looks at, so that the index knows it all next time. */
export interface Background {
  /** That experiment was asked for. */
  want(table: RunsTable): void;
  close(): void;
}

/** Of an experiment beyond all measure the newest runs are known; what else is asked for is read when it is. */
const maxRuns = 20_000;
/** Room is made for as many runs like the first ones at most. */
const maxReserved = 10_000;
/** Runs read in one go, for some milliseconds. */
const pieceRuns = 24;
/** The first answers come first. */
const delayMs = 300;

/** @param finished called when there is nothing left to be read */
export function createBackground(state: RunsState, finished: () => void): Background {
  const wanted = new Set<RunsTable>();
  let timer: NodeJS.Timeout | undefined;
  let isBusy = false;
  let isClosed = false;

  async function work(): Promise<void> {
    isBusy = true;
    try {
      for (const table of wanted) {
        await readUnknown(state, table);
        wanted.delete(table);
      }
      if (!isClosed) finished();
    } catch {
      // The store was closed, or cannot be read any more: whoever asks next is told so.
      wanted.clear();
    } finally {
      isBusy = false;
    }
  }

  return {
    want(table) {
      wanted.add(table);
      if (isBusy || isClosed) return;
      clearTimeout(timer);
      timer = setTimeout(() => void work(), delayMs).unref();
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}

/** Room for all at once: columns that grow bit by bit leave many times their size behind. */
function reserveFor(table: RunsTable, sample: RunChunk, count: number): void {
  const times = Math.min(count, maxReserved) / Math.max(1, sample.rows.length);
  reserve(table.metrics, metricLayout, Math.ceil(sample.metrics.length * times));
  reserve(table.texts, textLayout, Math.ceil(sample.texts.length * times));
}

/** The newest first, in small pieces, so that what is asked meanwhile gets its turn. */
async function readUnknown(state: RunsState, table: RunsTable): Promise<void> {
  const { startTime, hasDetails } = table.rows;
  const runs = [...table.names.keys()].filter((row) => isRun(table, row));
  const unknown = runs.filter((row) => hasDetails[row] === 0);
  unknown.sort((a, b) => (startTime[b]! || 0) - (startTime[a]! || 0));
  unknown.splice(Math.max(0, maxRuns - (runs.length - unknown.length)));
  const pieces = Array.from({ length: Math.ceil(unknown.length / pieceRuns) }, (_, i) =>
    unknown.slice(i * pieceRuns, (i + 1) * pieceRuns),
  );
  const tasks = pieces.map((piece) => scanTask(table, piece, true));
  await state.reader.readInBackground(tasks, (index, result) => {
    const chunk = result as RunChunk;
    if (index === 0) reserveFor(table, chunk, unknown.length);
    takeChunk(table, pieces[index]!, chunk);
  });
}
