import * as vscode from "vscode";
import type { ModelVersion, RegisteredModel, Run } from "../../mlflow/entities.ts";
import { formatNumber } from "../../mlflow/format.ts";
import type { Store } from "../../mlflow/store.ts";
import { buildLedger, type LedgerEntry } from "../history/ledger.ts";
import { standings, validatorOf, type Standing } from "../history/now.ts";
import { isHistoryTag } from "../history/record.ts";
import { readModelFiles, type ModelFiles } from "../read/modelFiles.ts";
import { readRuns } from "../read/runs.ts";
import { modelWithVersions } from "../registry.ts";
import { stageName } from "../words.ts";
import { cell, historyTable, moment, quotation, table, time } from "./markdown.ts";

/** Beyond these the files of versions that do not serve are not opened. */
const maxOpened = 50;

/** Who deployed what, when, and trained how: a model, its versions and its history, as Markdown. */
export async function modelReport(store: Store, name: string): Promise<string> {
  const { model, versions } = await modelWithVersions(store, name);
  const ledger = buildLedger(model, versions);
  const now = standings(model, versions, ledger);
  const runs = await readRuns(
    store,
    versions.flatMap(({ runId }) => runId ?? []),
  );
  const serving = new Set(now.map(({ version }) => version));
  const opened = versions.filter(({ version }, index) => index < maxOpened || serving.has(version));
  const sections = await Promise.all(opened.map((version) => versionSection(store, version, runs, ledger)));
  return [
    `# ${cell(name)}`,
    vscode.l10n.t("Report of {0}. Store: {1}", time(Date.now()), cell(store.uri)),
    vscode.l10n.t(
      "The history is kept as tags of the versions: whoever may write tags may alter it. What was changed elsewhere is told as far as it can be seen.",
    ),
    ...(model.description?.trim() ? [quotation(model.description)] : []),
    tagsLine(model.tags),
    `## ${vscode.l10n.t("In service")}`,
    now.length === 0 ? vscode.l10n.t("Nothing is in production or staging, and no alias is set.") : nowTable(now),
    `## ${vscode.l10n.t("Versions")}`,
    versions.length === 0 ? vscode.l10n.t("There are none.") : versionsTable(versions, runs, ledger),
    ...sections,
    `## ${vscode.l10n.t("History")}`,
    historyTable(ledger),
    "",
  ]
    .filter((part) => part !== undefined)
    .join("\n\n");
}

/** The history alone. */
export function historyReport(model: RegisteredModel, ledger: readonly LedgerEntry[]): string {
  return [`# ${vscode.l10n.t("History of {0}", cell(model.name))}`, historyTable(ledger), ""].join("\n\n");
}

function nowTable(now: readonly Standing[]): string {
  const head = [
    vscode.l10n.t("Where"),
    vscode.l10n.t("Version"),
    vscode.l10n.t("Since"),
    vscode.l10n.t("Who"),
    vscode.l10n.t("Why"),
    vscode.l10n.t("Validated by"),
  ];
  return table(
    head,
    now.map(({ kind, name, version, entry }) => [
      kind === "stage" ? stageName(name as ModelVersion["currentStage"]) : `@${cell(name)}`,
      `v${version}`,
      entry === undefined ? "–" : moment(entry),
      cell(entry?.by ?? "") || vscode.l10n.t("elsewhere, unknown"),
      cell(entry?.why ?? ""),
      cell(entry?.validatedBy ?? ""),
    ]),
  );
}

function versionsTable(
  versions: readonly ModelVersion[],
  runs: ReadonlyMap<string, Run>,
  ledger: readonly LedgerEntry[],
): string {
  const head = [
    vscode.l10n.t("Version"),
    vscode.l10n.t("Stage"),
    vscode.l10n.t("Aliases"),
    vscode.l10n.t("Created"),
    vscode.l10n.t("Run"),
    vscode.l10n.t("Validated by"),
  ];
  const rows = versions.map((version) => [
    `v${version.version}`,
    stageName(version.currentStage),
    cell(version.aliases.join(", ")),
    time(version.creationTimestamp),
    cell(version.runId === undefined ? "" : (runs.get(version.runId)?.runName ?? version.runId)),
    cell(validatorOf(version, ledger) ?? ""),
  ]);
  return table(head, rows);
}

async function versionSection(
  store: Store,
  version: ModelVersion,
  runs: ReadonlyMap<string, Run>,
  ledger: readonly LedgerEntry[],
): Promise<string> {
  const run = version.runId === undefined ? undefined : runs.get(version.runId);
  const files = await readModelFiles(store, version.name, version.version).catch((error: unknown) =>
    error instanceof Error ? error : new Error(String(error)),
  );
  return [
    `### v${version.version} · ${stageName(version.currentStage)}`,
    ...(version.description?.trim() ? [quotation(version.description)] : []),
    list([...originRows(version, run), [vscode.l10n.t("Validated by"), validatorOf(version, ledger)]]),
    tagsLine(version.tags),
    ...(run === undefined ? [] : runTables(run)),
    ...(files instanceof Error
      ? [vscode.l10n.t("Its files cannot be read: {0}", cell(files.message))]
      : [fileRows(files)]),
  ]
    .filter((part) => part !== undefined && part !== "")
    .join("\n\n");
}

function originRows(version: ModelVersion, run: Run | undefined): [string, string | undefined][] {
  const datasets = run?.datasets.map(({ name, digest, tags }) => {
    const use = tags["mlflow.data.context"];
    return `${name} (${digest})${use === undefined ? "" : ` ${use}`}`;
  });
  return [
    [vscode.l10n.t("Registered"), time(version.creationTimestamp)],
    [vscode.l10n.t("Source"), version.source],
    [vscode.l10n.t("Run"), run === undefined ? version.runId : `${run.runName} (${run.runId})`],
    [vscode.l10n.t("Trained by"), run?.userId ?? run?.tags["mlflow.user"]],
    [vscode.l10n.t("Trained"), run?.startTime === undefined ? undefined : time(run.startTime)],
    [vscode.l10n.t("Code"), run?.tags["mlflow.source.name"]],
    [vscode.l10n.t("Commit"), run?.tags["mlflow.source.git.commit"]],
    [vscode.l10n.t("Datasets"), datasets?.join("; ")],
  ];
}

function runTables(run: Run): string[] {
  const { language } = vscode.env;
  const metrics = Object.entries(run.metrics).map(([key, { value }]) => [cell(key), formatNumber(value, language)]);
  const params = Object.entries(run.params).map(([key, value]) => [cell(key), cell(value)]);
  return [
    ...(params.length === 0 ? [] : [table([vscode.l10n.t("Parameter"), vscode.l10n.t("Value")], params)]),
    ...(metrics.length === 0 ? [] : [table([vscode.l10n.t("Metric"), vscode.l10n.t("Value")], metrics)]),
  ];
}

function fileRows({ signature, flavors, mlflowVersion, packages }: ModelFiles): string {
  const columns = (lines: readonly string[] | undefined) => lines?.join("; ");
  return list([
    [vscode.l10n.t("Flavors"), flavors.join(", ")],
    ["MLflow", mlflowVersion],
    [vscode.l10n.t("Inputs"), columns(signature?.inputs)],
    [vscode.l10n.t("Outputs"), columns(signature?.outputs)],
    [vscode.l10n.t("Packages"), packages.join(", ")],
  ]);
}

function list(rows: readonly (readonly [string, string | undefined])[]): string {
  return rows
    .filter(([, value]) => value !== undefined && value !== "")
    .map(([label, value]) => `- ${label}: ${cell(value ?? "")}`)
    .join("\n");
}

function tagsLine(tags: Readonly<Record<string, string>>): string | undefined {
  const shown = Object.entries(tags).filter(([key]) => !isHistoryTag(key) && !key.startsWith("mlflow."));
  if (shown.length === 0) return undefined;
  const words = shown.map(([key, value]) => `${cell(key)} = ${cell(value)}`);
  return vscode.l10n.t("Tags: {0}", words.join("; "));
}
