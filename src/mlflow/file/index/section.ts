import { type ExperimentFolder } from "../context.ts";
import {
  type Columns,
  makeColumns,
  metricLayout,
  rowLayout,
  type Rows,
  RowState,
  textLayout,
} from "../runs/columns.ts";
import { type Dictionary, makeDictionary, packTexts } from "../runs/dictionary.ts";
import { cellKinds, makeTable, type RunsTable } from "../runs/table.ts";

// A section of the index is what is known of one experiment: its columns as they lie in memory, so that nothing is
// parsed when it is loaded. Numbers have the byte order of the machine, which is little-endian wherever VS Code runs.

/** Part of the index's version: another layout of the columns is another version. */
export const sectionLayout = [rowLayout, metricLayout, textLayout]
  .map((layout) => Object.keys(layout).join())
  .join(";");

const headNumbers = 8;

/** Columns, texts and names without anything that is no longer used. */
export function encodeSection(table: RunsTable): Buffer[] {
  const packed = packTable(table);
  const names = packTexts(packed.names);
  const texts = packTexts(packed.dictionary.texts());
  const head = Float64Array.of(
    packed.rows.length,
    packed.metrics.length,
    packed.texts.length,
    names.bytes.length,
    texts.ends.length,
    texts.bytes.length,
    table.folderMtime,
    0,
  );
  return [
    bytesOf(head),
    ...columnBytes(packed.rows, rowLayout),
    ...columnBytes(packed.metrics, metricLayout),
    ...columnBytes(packed.texts, textLayout),
    bytesOf(names.ends),
    names.bytes,
    bytesOf(texts.ends),
    texts.bytes,
  ].map(padded);
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
  const [rowCount = 0, metricCount = 0, textCount = 0, namesSize = 0, dictionarySize = 0, textsSize = 0] = head;
  table.folderMtime = head[6]!;
  table.rows = viewColumns(rowLayout, rowCount, bytes, take);
  table.metrics = viewColumns(metricLayout, metricCount, bytes, take);
  table.texts = viewColumns(textLayout, textCount, bytes, take);
  const nameEnds = new Uint32Array(bytes.buffer as ArrayBuffer, take(rowCount * 4), rowCount);
  const nameBytes = Buffer.from(bytes.buffer, take(namesSize), namesSize);
  table.names = makeDictionary({ bytes: nameBytes, ends: nameEnds }).texts();
  table.names.forEach((name, row) => table.rowOf.set(name, row));
  const ends = new Uint32Array(bytes.buffer as ArrayBuffer, take(dictionarySize * 4), dictionarySize);
  table.dictionary = makeDictionary({ bytes: Buffer.from(bytes.buffer, take(textsSize), textsSize), ends });
  // Of another process: when it read and looked says nothing here.
  table.rows.readAt.fill(0);
  table.rows.seenAt.fill(-Infinity);
  return table;
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
function padded(part: Buffer): Buffer {
  return part.length % 8 === 0 ? part : Buffer.concat([part, Buffer.alloc(8 - (part.length % 8))]);
}

type Packed = Pick<RunsTable, "rows" | "metrics" | "texts"> & { names: string[]; dictionary: Dictionary };

/** A copy without folders that are gone, unused cells and unused texts. */
function packTable(table: RunsTable): Packed {
  const kept = table.names.map((_, row) => row).filter((row) => table.rows.state[row] !== RowState.gone);
  const cellCount = (kind: "metrics" | "params" | "tags") =>
    kept.reduce((sum, row) => sum + table.rows[cellKinds[kind].count][row]!, 0);
  const packed: Packed = {
    names: kept.map((row) => table.names[row]!),
    rows: makeColumns(rowLayout, kept.length),
    metrics: makeColumns(metricLayout, cellCount("metrics")),
    texts: makeColumns(textLayout, cellCount("params") + cellCount("tags")),
    dictionary: makeDictionary(),
  };
  const codes = new Int32Array(table.dictionary.size).fill(-1);
  const recode = (code: number): number => {
    if (code < 0) return code;
    if (codes[code] === -1) codes[code] = packed.dictionary.code(table.dictionary.text(code)!);
    return codes[code]!;
  };
  const rowColumns = Object.keys(rowLayout) as (keyof typeof rowLayout)[];
  for (const row of kept) {
    const to = packed.rows.length++;
    for (const name of rowColumns) packed.rows[name][to] = table.rows[name][row]!;
    for (const name of codedRowColumns) packed.rows[name][to] = recode(table.rows[name][row]!);
    for (const kind of ["metrics", "params", "tags"] as const) packCells(table, packed, row, to, kind, recode);
  }
  return packed;
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
  packed: Packed,
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
      packed.metrics.key[at] = recode(table.metrics.key[cell]!);
    } else {
      const at = packed.texts.length++;
      packed.texts.key[at] = recode(table.texts.key[cell]!);
      packed.texts.value[at] = recode(table.texts.value[cell]!);
      packed.texts.mtime[at] = table.texts.mtime[cell]!;
      packed.texts.size[at] = table.texts.size[cell]!;
    }
  }
}

const metricNumbers = ["value", "timestamp", "step", "mtime", "size"] as const;
