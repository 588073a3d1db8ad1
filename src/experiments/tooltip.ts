import * as vscode from "vscode";
import { noteTag, type Run } from "../mlflow/entities.ts";
import { escapedLine, markdownTable, safeNote } from "../mlflow/markdown.ts";
import { formatDuration, formatNumber, formatTime } from "../mlflow/format.ts";
import { statusName } from "../views/status.ts";
import type { ExperimentNode, RunNode } from "./nodes.ts";

/** A tooltip shows this many parameters and metrics; all of them are in the tree. */
const maxRows = 12;

/**
 * What a run is, as Markdown that runs nothing and loads nothing: it is not trusted (no command links), HTML is text,
 * and pictures are shown as their source.
 */
export function runTooltip({ row }: RunNode, run: Run): vscode.MarkdownString {
  const { language } = vscode.env;
  const tip = new vscode.MarkdownString();
  tip.appendMarkdown(`**${escapedLine(run.runName || run.runId)}** · ${statusName(run.status)}\n\n`);
  for (const problem of row.problems) tip.appendMarkdown(`⚠ ${escapedLine(problem)}\n\n`);
  const lines: [string, string | undefined][] = [
    [vscode.l10n.t("Started"), run.startTime === undefined ? undefined : formatTime(run.startTime, language)],
    [vscode.l10n.t("Duration"), duration(run)],
    [vscode.l10n.t("User"), run.userId || run.tags["mlflow.user"]],
    [vscode.l10n.t("Source"), run.tags["mlflow.source.name"]],
    [vscode.l10n.t("Commit"), run.tags["mlflow.source.git.commit"]?.slice(0, 10)],
    [vscode.l10n.t("Run ID"), run.runId],
  ];
  tip.appendMarkdown(markdownTable(lines));
  tip.appendMarkdown(
    section(
      vscode.l10n.t("Metrics"),
      Object.entries(run.metrics).map(([key, metric]) => [key, formatNumber(metric.value, language)]),
    ),
  );
  tip.appendMarkdown(section(vscode.l10n.t("Parameters"), Object.entries(run.params)));
  const note = run.tags[noteTag];
  if (note !== undefined && note.trim() !== "") tip.appendMarkdown(`\n\n---\n\n${safeNote(note)}`);
  return tip;
}

export function experimentTooltip({ experiment }: ExperimentNode): vscode.MarkdownString {
  const { language } = vscode.env;
  const tip = new vscode.MarkdownString(`**${escapedLine(experiment.name)}**\n\n`);
  for (const problem of experiment.problems ?? []) tip.appendMarkdown(`⚠ ${escapedLine(problem)}\n\n`);
  tip.appendMarkdown(
    markdownTable([
      [
        vscode.l10n.t("Created"),
        experiment.creationTime === undefined ? undefined : formatTime(experiment.creationTime, language),
      ],
      [vscode.l10n.t("Artifacts"), experiment.artifactLocation],
      [vscode.l10n.t("Experiment ID"), experiment.experimentId],
    ]),
  );
  const own = Object.entries(experiment.tags).filter(([key]) => !key.startsWith("mlflow."));
  tip.appendMarkdown(section(vscode.l10n.t("Tags"), own));
  const note = experiment.tags[noteTag];
  if (note !== undefined && note.trim() !== "") tip.appendMarkdown(`\n\n---\n\n${safeNote(note)}`);
  return tip;
}

function duration({ startTime, endTime }: Run): string | undefined {
  if (startTime === undefined || endTime === undefined) return undefined;
  return formatDuration(endTime - startTime, vscode.env.language);
}

function section(title: string, entries: [string, string][]): string {
  if (entries.length === 0) return "";
  const sorted = entries.sort(([a], [b]) => a.localeCompare(b));
  const rest = sorted.length - maxRows;
  const more = rest > 0 ? `\n\n${vscode.l10n.t("… and {0} more", rest)}` : "";
  return `\n\n**${title}**\n\n${markdownTable(sorted.slice(0, maxRows))}${more}`;
}
