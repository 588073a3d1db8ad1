import { type ExperimentFolder } from "../context.ts";
import {
  type Columns,
  makeColumns,
  metricLayout,
  rowLayout,
  type Rows,
  RowState,
  textLayout,
} from "../runs/table/columns.ts";
import { makeDictionary, makeTextList, packTexts, type PackedTexts, unpackText } from "../runs/table/dictionary.ts";
import { cellKinds, makeTable, type RunsTable } from "../runs/table/table.ts";

// A section of the index is what is known of one experiment: its columns as they lie in memory, so that nothing is
// parsed when it is loaded. Numbers have the byte order of the machine, which is little-endian wherever VS Code runs.

/** Part of the index's version: another layout of the columns is another version. */
export const sectionLayout = [rowLayout, metricLayout, textLayout]
  .map((layout) => Object.keys(layout).join())
  .join(";");

const headNumbers = 10;

/** Columns, texts and names, without much that is no longer used. */
export function encodeSection(table: RunsTable): Buffer[] {
  const { names, keys, values, rows, metrics, texts } = isPacked(table) ? withPackedValues(table) : packTable(table);
  const lists = [packTexts(names), packTexts(keys.texts()), values];
  const head = Float64Array.of(
    rows.length,
    metrics.length,
    texts.length,
    table.folderMtime,
    ...lists.flatMap((list) => [list.ends.length, list.bytes.length]),
  );
  return [
    bytesOf(head),
    ...columnBytes(rows, rowLayout),
    ...columnBytes(metrics, metricLayout),
    ...columnBytes(texts, textLayout),
    ...lists.flatMap(({ ends, bytes }) => [bytesOf(ends), bytes]),
  ].flatMap(padded);
}

/**
 * @param bytes a section in a buffer of its own, whole: its checksum was compared
 */
export function decodeSection(folder: ExperimentFolder, bytes: Buffer): RunsTable {
  const table = makeTable(folder);
  let offset = 0;
  const take = (size: number): number => {
    const start = bytes.byteOffset + offset;
    offset += Math.ceil(size / 8) * 8;
    return start;
  };
  const head = new Float64Array(bytes.buffer as ArrayBuffer, take(headNumbers * 8), headNumbers);
  const takeTexts = (list: number): PackedTexts => {
    const [count = 0, size = 0] = head.subarray(4 + 2 * list);
    const ends = new Uint32Array(bytes.buffer as ArrayBuffer, take(count * 4), count);
    return { ends, bytes: Buffer.from(bytes.buffer, take(size), size) };
  };
  table.rows = viewColumns(rowLayout, head[0]!, bytes, take);
  table.metrics = viewColumns(metricLayout, head[1]!, bytes, take);
  table.texts = viewColumns(textLayout, head[2]!, bytes, take);
  table.folderMtime = head[3]!;
  table.names = unpackAll(takeTexts(0));
  table.names.forEach((name, row) => table.rowOf.set(name, row));
  table.keys = makeDictionary(unpackAll(takeTexts(1)));
  table.values = makeTextList(takeTexts(2));
  // Of another process: when it read and looked says nothing here.
  table.rows.readAt.fill(0);
  table.rows.seenAt.fill(-Infinity);
  return table;
}

function unpackAll(packed: PackedTexts): string[] {
  return Array.from(packed.ends, (_, code) => unpackText(packed, code));
}

type Layout = typeof rowLayout | typeof metricLayout | typeof textLayout;

function viewColumns<L extends Layout>(
  layout: L,
  length: number,
  bytes: Buffer,
  take: (size: number) => number,
): Columns<L> {
  const columns: Record<string, unknown> = { length };
  for (const [name, Maker] of Object.entries(layout)) {
    columns[name] = new Maker(bytes.buffer as ArrayBuffer, take(length * Maker.BYTES_PER_ELEMENT), length);
  }
  return columns as Columns<L>;
}

function columnBytes<L extends Layout>(columns: Columns<L>, layout: L): Buffer[] {
  const record = columns as unknown as Record<string, Float64Array>;
  return Object.keys(layout).map((name) => bytesOf(record[name]!.subarray(0, columns.length)));
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}

/** Every part begins at a multiple of eight, as numbers must. */
function padded(part: Buffer): Buffer[] {
  return part.length % 8 === 0 ? [part] : [part, Buffer.alloc(8 - (part.length % 8))];
}

type Packed = Pick<RunsTable, "rows" | "metrics" | "texts" | "names" | "keys"> & { values: PackedTexts };

/** Whether almost all of a table is in use, so that it can be written as it lies in memory. */
function isPacked({ rows, metrics, texts, values, unusedCells }: RunsTable): boolean {
  const used = texts.length + codedRowColumns.length * rows.length;
  return (
    unusedCells * 8 <= metrics.length + texts.length &&
    values.size <= used &&
    !rows.state.subarray(0, rows.length).includes(RowState.gone)
  );
}

function withPackedValues(table: RunsTable): Packed {
  return { ...table, values: table.values.packed() };
}

/** A copy without folders that are gone, unused cells and unused texts. */
function packTable(table: RunsTable): Packed {
  const kept = [...table.names.keys()].filter((row) => table.rows.state[row] !== RowState.gone);
  const cellCount = (kind: "metrics" | "params" | "tags") =>
    kept.reduce((sum, row) => sum + table.rows[cellKinds[kind].count][row]!, 0);
  const packed = {
    names: kept.map((row) => table.names[row]!),
    rows: makeColumns(rowLayout, kept.length),
    metrics: makeColumns(metricLayout, cellCount("metrics")),
    texts: makeColumns(textLayout, cellCount("params") + cellCount("tags")),
    keys: table.keys,
  };
  const values = makeDictionary();
  const codes = new Int32Array(table.values.size).fill(-1);
  const recode = (code: number): number => {
    if (code < 0) return code;
    if (codes[code] === -1) codes[code] = values.code(table.values.text(code)!);
    return codes[code]!;
  };
  const rowColumns = Object.keys(rowLayout) as (keyof typeof rowLayout)[];
  for (const row of kept) {
    const to = packed.rows.length++;
    for (const name of rowColumns) packed.rows[name][to] = table.rows[name][row]!;
    for (const name of codedRowColumns) packed.rows[name][to] = recode(table.rows[name][row]!);
    for (const kind of ["metrics", "params", "tags"] as const) packCells(table, packed, row, to, kind, recode);
  }
  return { ...packed, values: packTexts(values.texts()) };
}

const codedRowColumns = [
  "runName",
  "userId",
  "artifactUri",
  "metaProblems",
  "links",
  "problems",
] as const satisfies (keyof Rows)[];

function packCells(
  table: RunsTable,
  packed: Pick<RunsTable, "rows" | "metrics" | "texts">,
  row: number,
  to: number,
  kind: "metrics" | "params" | "tags",
  recode: (code: number) => number,
): void {
  const { cells: name, start, count } = cellKinds[kind];
  const from = table.rows[start][row]!;
  packed.rows[start][to] = packed[name].length;
  for (let cell = from; cell < from + table.rows[count][row]!; cell++) {
    if (name === "metrics") {
      const at = packed.metrics.length++;
      for (const column of metricNumbers) packed.metrics[column][at] = table.metrics[column][cell]!;
      packed.metrics.key[at] = table.metrics.key[cell]!;
    } else {
      const at = packed.texts.length++;
      packed.texts.key[at] = table.texts.key[cell]!;
      packed.texts.value[at] = recode(table.texts.value[cell]!);
      packed.texts.mtime[at] = table.texts.mtime[cell]!;
      packed.texts.size[at] = table.texts.size[cell]!;
    }
  }
}

const metricNumbers = ["value", "timestamp", "step", "mtime", "size"] as const;
