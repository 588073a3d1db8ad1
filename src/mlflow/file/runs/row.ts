import { type Row, type RowDataset } from "../../search/evaluate.ts";
import { type Datasets } from "./datasets.ts";
import { numberOrNothing, statusOf } from "./entity.ts";
import { type KeyColumn, type KeyKind } from "./table/keyColumns.ts";
import { numberOf, textOf } from "./look/keyLook.ts";
import { type RunLinks } from "./scan/links.ts";
import { type RunsTable } from "./table/table.ts";

/** What a search brought up to date of one table. */
export interface SearchedTable {
  table: RunsTable;
  columns: Map<string, KeyColumn>;
  links: Map<number, RunLinks>;
  datasets: Datasets;
}

export const runNameTag = "mlflow.runName";

export function columnOf(searched: SearchedTable, kind: KeyKind, key: string): KeyColumn | undefined {
  return searched.columns.get(`${kind}/${key}`);
}

/** A run as filters and orders see it. A class, since ten thousand of them are compared a hundred thousand times. */
export class RunRow implements Row {
  readonly searched: SearchedTable;
  readonly row: number;

  constructor(searched: SearchedTable, row: number) {
    this.searched = searched;
    this.row = row;
  }

  get runId(): string {
    return this.searched.table.names[this.row]!;
  }

  attribute(key: string): string | number | undefined {
    const { table } = this.searched;
    const { rows, values } = table;
    switch (key) {
      case "run_id":
        return this.runId;
      case "run_name":
        return values.text(rows.runName[this.row]!) ?? this.tag(runNameTag);
      case "user_id":
        return values.text(rows.userId[this.row]!);
      case "status":
        return statusOf(table, this.row);
      case "start_time":
        return numberOrNothing(rows.startTime[this.row]!);
      case "end_time":
        return numberOrNothing(rows.endTime[this.row]!);
      case "artifact_uri":
        return values.text(rows.artifactUri[this.row]!);
    }
    return undefined;
  }

  metric(key: string): number | undefined {
    const column = columnOf(this.searched, "metrics", key);
    return column === undefined ? undefined : numberOf(column, this.row);
  }

  parameter(key: string): string | undefined {
    const column = columnOf(this.searched, "params", key);
    return column === undefined ? undefined : textOf(this.searched.table, column, this.row);
  }

  tag(key: string): string | undefined {
    const column = columnOf(this.searched, "tags", key);
    return column === undefined ? undefined : textOf(this.searched.table, column, this.row);
  }

  /** To be called inside `withYaml`. */
  datasets(): RowDataset[] {
    const { table, links, datasets } = this.searched;
    return (links.get(this.row)?.datasets ?? []).flatMap(({ id, tags }) => {
      const dataset = datasets.get(table.folder.path, id);
      if (dataset === undefined || typeof dataset === "string") return [];
      return [{ name: dataset.name, digest: dataset.digest, context: tags["mlflow.data.context"] }];
    });
  }
}
