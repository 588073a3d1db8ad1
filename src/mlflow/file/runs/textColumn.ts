import { type TextColumn } from "../../store.ts";
import { makeDictionary } from "./table/dictionary.ts";
import { type KeyKind } from "./table/keyColumns.ts";
import { readLongText } from "./look/keyLook.ts";
import { longText } from "./scan/scan.ts";
import { type RunsTable } from "./table/table.ts";

/** Makes a column of a params or tags key out of the codes that a table has of its texts. */
export function textColumnBuilder(length: number) {
  const codes = new Int32Array(length).fill(-1);
  const dictionary = makeDictionary();
  /** By the code in the table's own texts, which may have one text several times. */
  let known = new Map<number, number>();
  let knownTable: RunsTable | undefined;
  return {
    column: (): TextColumn => ({ kind: "text", dictionary: dictionary.texts(), codes }),
    set(place: number, table: RunsTable, row: number, kind: KeyKind, key: string, tableCode: number) {
      if (table !== knownTable) known = new Map();
      knownTable = table;
      let code = known.get(tableCode);
      if (code === undefined || tableCode === longText) {
        const text = tableCode === longText ? readLongText(table, row, kind, key) : table.values.text(tableCode);
        if (text === undefined) return;
        code = dictionary.code(text);
        known.set(tableCode, code);
      }
      codes[place] = code;
    },
  };
}
