import * as vscode from "vscode";
import type { ModelVersion, RegisteredModel } from "../../mlflow/entities.ts";
import { formatTime } from "../../mlflow/format.ts";
import { escapedLine, markdownTable, safeNote } from "../../mlflow/markdown.ts";
import { isHistoryTag } from "../history/record.ts";
import { stageName } from "../words.ts";

const maxRows = 12;

/** What a model is, as Markdown that runs nothing and loads nothing: not trusted, HTML is text, pictures are their source. */
export function modelTooltip(
  model: RegisteredModel,
  versions: readonly ModelVersion[] | undefined,
): vscode.MarkdownString {
  const tip = new vscode.MarkdownString(`**${escapedLine(model.name)}**\n\n`);
  for (const problem of model.problems ?? []) tip.appendMarkdown(`⚠ ${escapedLine(problem)}\n\n`);
  tip.appendMarkdown(
    markdownTable([
      [vscode.l10n.t("Versions"), versions === undefined ? undefined : String(versions.length)],
      [vscode.l10n.t("Created"), time(model.creationTimestamp)],
      [vscode.l10n.t("Last Change"), time(model.lastUpdatedTimestamp)],
      ...Object.entries(model.aliases).map(([alias, version]): [string, string] => [`@${alias}`, `v${version}`]),
    ]),
  );
  return withTagsAndNote(tip, model.tags, model.description);
}

export function versionTooltip(version: ModelVersion): vscode.MarkdownString {
  const tip = new vscode.MarkdownString(
    `**${escapedLine(version.name)} v${escapedLine(version.version)}** · ${stageName(version.currentStage)}\n\n`,
  );
  for (const problem of version.problems ?? []) tip.appendMarkdown(`⚠ ${escapedLine(problem)}\n\n`);
  tip.appendMarkdown(
    markdownTable([
      [vscode.l10n.t("Aliases"), version.aliases.join(", ")],
      [vscode.l10n.t("Created"), time(version.creationTimestamp)],
      [vscode.l10n.t("Last Change"), time(version.lastUpdatedTimestamp)],
      [vscode.l10n.t("User"), version.userId],
      [vscode.l10n.t("Run ID"), version.runId],
      [vscode.l10n.t("Source"), version.source],
      [vscode.l10n.t("Status"), version.status === "READY" ? undefined : version.statusMessage || version.status],
    ]),
  );
  return withTagsAndNote(tip, version.tags, version.description);
}

function withTagsAndNote(
  tip: vscode.MarkdownString,
  tags: Record<string, string>,
  note: string | undefined,
): vscode.MarkdownString {
  const shown = Object.entries(tags).filter(([key]) => !isHistoryTag(key) && !key.startsWith("mlflow."));
  if (shown.length > 0) {
    const rest = shown.length - maxRows;
    const more = rest > 0 ? `\n\n${vscode.l10n.t("… and {0} more", rest)}` : "";
    tip.appendMarkdown(`\n\n**${vscode.l10n.t("Tags")}**\n\n${markdownTable(shown.slice(0, maxRows))}${more}`);
  }
  if (note !== undefined && note.trim() !== "") tip.appendMarkdown(`\n\n---\n\n${safeNote(note)}`);
  return tip;
}

function time(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : formatTime(ms, vscode.env.language);
}
