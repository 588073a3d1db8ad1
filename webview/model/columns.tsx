import * as l10n from "@vscode/l10n";
import type { ComponentChildren } from "preact";
import type { Columns, VersionRow } from "../../src/protocol/model.ts";
import { Checkbox } from "../ui/controls.tsx";
import { Icon } from "../ui/icon.tsx";
import { Age, Key, NumberText } from "../ui/values.tsx";
import { Alias, Person, Stage, stages } from "./stages.tsx";

/** A column of the versions' table. */
export interface Column {
  id: string;
  label: string;
  isNumber?: boolean;
  cell: (row: VersionRow) => ComponentChildren;
  /** What it is sorted by; `undefined` comes last. */
  sortBy: (row: VersionRow) => number | string | undefined;
}

export function columnsOf({ metrics, params }: Columns): Column[] {
  return [
    {
      id: "version",
      label: l10n.t("Version"),
      cell: (row) => (
        <>
          v{row.version}
          {(row.problems !== undefined || row.status !== "") && (
            <span title={[...(row.problems ?? []), row.status].join("\n")}>
              {" "}
              <Icon name="warning" class="warning-icon" />
              <span class="visually-hidden">{[...(row.problems ?? []), row.status].join(", ")}</span>
            </span>
          )}
        </>
      ),
      sortBy: (row) => Number(row.version),
    },
    {
      id: "stage",
      label: l10n.t("Stage"),
      cell: (row) => <Stage stage={row.stage} />,
      sortBy: (row) => stages.indexOf(row.stage),
    },
    {
      id: "aliases",
      label: l10n.t("Aliases"),
      cell: (row) => row.aliases.map((alias) => <Alias key={alias} name={alias} />),
      sortBy: (row) => row.aliases[0],
    },
    ...metrics.map((key): Column => ({
      id: `metrics.${key}`,
      label: key,
      isNumber: true,
      cell: (row) => <NumberText value={numberOf(row.metrics[key])} />,
      sortBy: (row) => numberOf(row.metrics[key]),
    })),
    ...params.map((key): Column => ({
      id: `params.${key}`,
      label: key,
      cell: (row) => text(row.params[key]),
      sortBy: (row) => row.params[key],
    })),
    {
      id: "dataset",
      label: l10n.t("Dataset"),
      cell: (row) => text(row.datasets.join(", ")),
      sortBy: (row) => row.datasets[0],
    },
    {
      id: "validatedBy",
      label: l10n.t("Validated by"),
      cell: (row) => (row.validatedBy === undefined ? text(undefined) : <Person name={row.validatedBy} />),
      sortBy: (row) => row.validatedBy,
    },
    {
      id: "created",
      label: l10n.t("Created"),
      cell: (row) => (
        <>
          <Age time={row.createdAt} />{" "}
          {row.createdBy !== undefined && row.createdBy !== "" && <Person name={row.createdBy} />}
        </>
      ),
      sortBy: (row) => row.createdAt,
    },
    {
      id: "description",
      label: l10n.t("Description"),
      cell: (row) => text(row.summary),
      sortBy: (row) => row.summary || undefined,
    },
  ];
}

function numberOf(value: string | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}

function text(value: string | undefined): ComponentChildren {
  return value === undefined || value === "" ? <span class="missing">–</span> : <span title={value}>{value}</span>;
}

/** Rows by a column; those without a value come last both ways. */
export function sortedRows(rows: readonly VersionRow[], column: Column, isDescending: boolean): VersionRow[] {
  const collator = new Intl.Collator(undefined, { numeric: true });
  const direction = isDescending ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [first, second] = [column.sortBy(a), column.sortBy(b)];
    if (first === undefined || second === undefined) return Number(first === undefined) - Number(second === undefined);
    if (typeof first === "number" && typeof second === "number") {
      // NaN is neither more nor less: it stands behind what can be ranked.
      if (Number.isNaN(first) || Number.isNaN(second))
        return Number(Number.isNaN(first)) - Number(Number.isNaN(second));
      return direction * (first < second ? -1 : first > second ? 1 : 0);
    }
    return direction * collator.compare(String(first), String(second));
  });
}

/** Chooses which metrics and parameters have a column. */
export function ColumnChooser(props: { keys: Columns; columns: Columns; onChange: (columns: Columns) => void }) {
  const { keys, columns, onChange } = props;
  const part = (kind: keyof Columns, label: string) =>
    keys[kind].length > 0 && (
      <fieldset>
        <legend>{label}</legend>
        {keys[kind].map((key) => (
          <Checkbox
            key={key}
            isChecked={columns[kind].includes(key)}
            onChange={(isChecked) => {
              const chosen = keys[kind].filter((each) => (each === key ? isChecked : columns[kind].includes(each)));
              onChange({ ...columns, [kind]: chosen });
            }}
          >
            <Key name={key} />
          </Checkbox>
        ))}
      </fieldset>
    );
  return (
    <div class="column-chooser" role="group" aria-label={l10n.t("Columns")}>
      {part("metrics", l10n.t("Metrics"))}
      {part("params", l10n.t("Parameters"))}
    </div>
  );
}
