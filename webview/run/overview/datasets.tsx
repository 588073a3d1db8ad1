import * as l10n from "@vscode/l10n";
import type { Dataset } from "../../../src/mlflow/entities.ts";
import { IconButton } from "../../ui/controls.tsx";
import { countText } from "../../ui/values.tsx";
import { host } from "../host.ts";
import { FieldTable } from "./fieldTable.tsx";
import { Section } from "./section.tsx";

/** The data that the run read, each with what MLflow knows of its columns. */
export function Datasets(props: { datasets: readonly Dataset[] }) {
  if (props.datasets.length === 0) return null;
  return (
    <Section title={l10n.t("Datasets")} count={props.datasets.length}>
      {props.datasets.map((dataset, i) => (
        <DatasetPart key={i} dataset={dataset} />
      ))}
    </Section>
  );
}

function DatasetPart(props: { dataset: Dataset }) {
  const { name, digest, tags, sourceType, source, schema, profile } = props.dataset;
  const use = tags["mlflow.data.context"];
  const rows = numberOf(parsed(profile), "num_rows");
  const columns = columnsOf(parsed(schema));
  const facts = [
    use,
    rows !== undefined && columns !== undefined && columns.length > 0
      ? l10n.t("{0} rows × {1} columns", countText(rows), countText(columns.length))
      : rows !== undefined
        ? l10n.t("{0} rows", countText(rows))
        : undefined,
    sourceType && l10n.t("from {0}", sourceType),
  ].filter(Boolean);
  return (
    <details class="thing">
      <summary>
        <span class="thing-name">{name}</span> <span class="dim">{facts.join(" · ")}</span>
      </summary>
      <dl class="facts-list">
        <dt>{l10n.t("Digest")}</dt>
        <dd>
          <span class="mono">{digest}</span>{" "}
          <IconButton icon="copy" label={l10n.t("Copy Digest")} onClick={() => void host.copy(digest)} />
        </dd>
        {source !== undefined && source !== "" && (
          <>
            <dt>{l10n.t("Source")}</dt>
            <dd class="value mono">{source.slice(0, 2_000)}</dd>
          </>
        )}
      </dl>
      {columns !== undefined && columns.length > 0 ? (
        <FieldTable title={l10n.t("Schema")} fields={columns} />
      ) : (
        schema && <pre class="value mono">{schema.slice(0, 4_000)}</pre>
      )}
    </details>
  );
}

function parsed(json: string | undefined): unknown {
  try {
    return JSON.parse(json ?? "null");
  } catch {
    // Whoever wrote something else gets it shown as it is.
    return undefined;
  }
}

function numberOf(value: unknown, key: string): number | undefined {
  const found = (value as Record<string, unknown> | null | undefined)?.[key];
  return typeof found === "number" ? found : undefined;
}

/** The columns of a schema as MLflow writes it for tables (`mlflow/data/schema.py`). */
function columnsOf(schema: unknown): { name: string; type: string; isOptional: boolean }[] | undefined {
  const { mlflow_colspec: columns } = (schema ?? {}) as { mlflow_colspec?: unknown };
  if (!Array.isArray(columns)) return undefined;
  return (columns as { name?: unknown; type?: unknown; required?: unknown }[]).map((column) => ({
    name: typeof column?.name === "string" ? column.name : "",
    type: typeof column?.type === "string" ? column.type : "",
    isOptional: column?.required === false,
  }));
}
