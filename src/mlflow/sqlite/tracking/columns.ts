import { type NumberColumn, type TextColumn } from "../../store.ts";
import { type SqlAnswer } from "../database.ts";
import { textOf } from "./runEntities.ts";

/** A column of a run table while it is filled; at first no row has a value. */
export interface ColumnFiller {
  column: NumberColumn | TextColumn;
  set(place: number, value: SqlAnswer): void;
}

export function numberColumn(length: number): ColumnFiller {
  const values = new Float64Array(length);
  const present = new Uint8Array(length);
  return {
    column: { kind: "number", values, present },
    set: (place, value) => {
      if (typeof value !== "number") return;
      values[place] = value;
      present[place] = 1;
    },
  };
}

/** From how many distinct texts on it is asked whether looking for repeated ones is worth its memory. */
const manyTexts = 4096;

/** Each text is kept once, unless nearly every one is another: names, numbers as text. */
export function textColumn(length: number): ColumnFiller {
  const dictionary: string[] = [];
  let codeOf: Map<string, number> | undefined = new Map();
  const codes = new Int32Array(length).fill(-1);
  let count = 0;
  return {
    column: { kind: "text", dictionary, codes },
    set: (place, value) => {
      if (value === null) return;
      const text = textOf(value);
      count++;
      let code = codeOf?.get(text);
      if (code === undefined) {
        code = dictionary.push(text) - 1;
        codeOf?.set(text, code);
        if (code === manyTexts && count < manyTexts * 1.25) codeOf = undefined;
      }
      codes[place] = code;
    },
  };
}

/** What can be handed to another thread without copying. */
export function buffersOf(columns: readonly (NumberColumn | TextColumn)[]): ArrayBuffer[] {
  return columns.flatMap((column) =>
    (column.kind === "number" ? [column.values, column.present] : [column.codes]).map(
      ({ buffer }) => buffer as ArrayBuffer,
    ),
  );
}
