import * as l10n from "@vscode/l10n";
import type { LoggedTable } from "../../../src/protocol/run.ts";
import { Dropdown } from "../../ui/controls.tsx";
import { useKept, useLoaded } from "../../ui/hooks.ts";
import { Empty, WhenLoaded } from "../../ui/states.tsx";
import { countText } from "../../ui/values.tsx";
import { host } from "../host.ts";
import { Picture } from "./picture.tsx";

/** Tables that were logged by `mlflow.log_table`, one at a time. */
export function TablesTab(props: { tables: readonly string[] }) {
  const { tables } = props;
  const [kept, setKept] = useKept<string | undefined>("table", undefined);
  const path = kept !== undefined && tables.includes(kept) ? kept : tables[0]!;
  const table = useLoaded(() => host.table(path), [path]);
  return (
    <div class="tables">
      {tables.length > 1 && (
        <Dropdown
          label={l10n.t("Table")}
          value={path}
          options={tables.map((each) => ({ value: each, label: each }))}
          onChange={setKept}
        />
      )}
      {tables.length === 1 && <h2>{path}</h2>}
      <WhenLoaded loaded={table} onShowLog={() => void host.showLog()}>
        {(value) => <Table table={value} path={path} />}
      </WhenLoaded>
    </div>
  );
}

function Table(props: { table: LoggedTable; path: string }) {
  const { columns, rows, total } = props.table;
  if (total === 0) return <Empty>{l10n.t("This table has no rows.")}</Empty>;
  return (
    <>
      <div class="logged-table" tabIndex={0} role="group" aria-label={props.path}>
        <table>
          <thead>
            <tr>
              {columns.map((column, i) => (
                <th key={i} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, i) => (
              <tr key={i}>
                {row.map((cell, j) => (
                  <td key={j} class={typeof cell === "string" && isNumber(cell) ? "number" : undefined}>
                    {typeof cell === "string" ? (
                      cell
                    ) : (
                      <Picture path={cell.image} label={l10n.t("Row {0}, {1}", i + 1, columns[j] ?? "")} />
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="dim">
        {total > rows.length
          ? l10n.t("The first {0} of {1} rows.", countText(rows.length), countText(total))
          : l10n.t("{0} rows", countText(total))}
      </p>
    </>
  );
}

function isNumber(text: string): boolean {
  return text.trim() !== "" && Number.isFinite(Number(text));
}
