// What is known of runs lies in columns: an object a run would take ten times the memory, could not be handed from
// thread to thread without a copy, and would have to be parsed again from the index.

type Column = Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;
type ColumnMaker = Float64ArrayConstructor | Int32ArrayConstructor | Uint8ArrayConstructor;
type Layout = Record<string, ColumnMaker>;

/** Columns of one length; only the first `length` entries mean anything. */
export type Columns<L extends Layout> = { length: number } & {
  [Name in keyof L]: L[Name] extends Float64ArrayConstructor
    ? Float64Array<ArrayBuffer>
    : L[Name] extends Int32ArrayConstructor
      ? Int32Array<ArrayBuffer>
      : Uint8Array<ArrayBuffer>;
};

/**
 * One entry a folder of an experiment. Texts are codes of a dictionary, −1 where there is none; numbers that are absent
 * are NaN. A stamp is NaN where the file was too young to be trusted: it equals nothing, so the file is read again.
 */
export const rowLayout = {
  /** A `RowState`. */
  state: Uint8Array,
  /** When its reading began, in milliseconds since 1970: what was read before is not taken over. */
  readAt: Float64Array,
  metaMtime: Float64Array,
  metaSize: Float64Array,
  /** MLflow's number of the status. */
  status: Uint8Array,
  /** 1 while the run is deleted. */
  isDeleted: Uint8Array,
  startTime: Float64Array,
  endTime: Float64Array,
  /** As in meta.yaml; −1 where it is empty, and the tag `mlflow.runName` is used. */
  runName: Int32Array,
  userId: Int32Array,
  artifactUri: Int32Array,
  /** What is damaged in meta.yaml, a line each. */
  metaProblems: Int32Array,
  /** 1 where all below was read. */
  hasDetails: Uint8Array,
  /** The sum of the mtimes of the run's folders and links, see `stampFolders`. */
  foldersStamp: Float64Array,
  /** The JSON of a `RunLinks`, −1 where there are none. */
  links: Int32Array,
  /** What is damaged elsewhere, a line each. */
  problems: Int32Array,
  /** When its details were last looked at: milliseconds of the monotonic clock. */
  seenAt: Float64Array,
  /** Where its cells begin, and how many there are. */
  metricsStart: Int32Array,
  metricsCount: Int32Array,
  paramsStart: Int32Array,
  paramsCount: Int32Array,
  tagsStart: Int32Array,
  tagsCount: Int32Array,
} as const satisfies Layout;

/** The latest value of a metric of a run. */
export const metricLayout = {
  key: Int32Array,
  value: Float64Array,
  timestamp: Float64Array,
  step: Float64Array,
  mtime: Float64Array,
  size: Float64Array,
} as const satisfies Layout;

/** A param or a tag of a run. */
export const textLayout = {
  key: Int32Array,
  value: Int32Array,
  mtime: Float64Array,
  size: Float64Array,
} as const satisfies Layout;

export type Rows = Columns<typeof rowLayout>;
export type MetricCells = Columns<typeof metricLayout>;
export type TextCells = Columns<typeof textLayout>;

/** What a folder of an experiment turned out to be. */
export const RowState = {
  /** Not looked at yet. */
  unknown: 0,
  run: 1,
  /** It has no meta.yaml. */
  notARun: 2,
  /** MLflow skips it: its meta.yaml names another experiment. */
  ofOtherExperiment: 3,
  /** It was there once. */
  gone: 4,
} as const;

export function makeColumns<L extends Layout>(layout: L, capacity: number): Columns<L> {
  const columns: Record<string, number | Column> = { length: 0 };
  for (const name in layout) columns[name] = new layout[name]!(capacity);
  return columns as Columns<L>;
}

/** Makes room for `count` more entries; the columns may be new arrays afterwards. */
export function reserve<L extends Layout>(columns: Columns<L>, layout: L, count: number): void {
  const record = columns as unknown as Record<string, Column>;
  const needed = columns.length + count;
  const first = Object.keys(layout)[0]!;
  if (record[first]!.length >= needed) return;
  const capacity = Math.max(needed, Math.ceil(record[first]!.length * 1.5), 16);
  for (const name in layout) {
    const grown = new layout[name]!(capacity);
    grown.set(record[name]!.subarray(0, columns.length));
    record[name] = grown;
  }
}

/** The columns with nothing to spare, in buffers of their own, so that they can be transferred or written. */
export function trimmed<L extends Layout>(columns: Columns<L>, layout: L): Columns<L> {
  const record = columns as unknown as Record<string, Column>;
  const result: Record<string, number | Column> = { length: columns.length };
  for (const name in layout) {
    const column = record[name]!;
    result[name] = column.length === columns.length ? column : column.slice(0, columns.length);
  }
  return result as Columns<L>;
}

export function buffersOf<L extends Layout>(columns: Columns<L>, layout: L): ArrayBuffer[] {
  const record = columns as unknown as Record<string, Column>;
  return Object.keys(layout).map((name) => record[name]!.buffer);
}
