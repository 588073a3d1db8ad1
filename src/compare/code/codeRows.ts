import { posix } from "node:path";
import * as vscode from "vscode";
import type { MarkedCell, MarkedRow, MarkedRows } from "../../protocol/compare.ts";
import type { CommitFinder, RunCode } from "../../source/findCommit.ts";
import type { FileChange } from "../../source/git.ts";
import type { Uncommitted } from "./uncommitted.ts";

/** The rows of the code; the page names them when it opens a cell. */
export const codeRowKeys = { source: "source", commit: "commit", files: "files", uncommitted: "uncommitted" } as const;

/** What differs between the code of a run and that of the baseline; `undefined` where it cannot be told. */
export interface CodeChange {
  changes: FileChange[];
  /** Those of them in the sources of either. */
  ofSource: FileChange[];
}

/** @throws Error when Git fails */
export async function changeOf(commits: CommitFinder, code: RunCode, base: RunCode): Promise<CodeChange | undefined> {
  if (code.place === undefined || base.place === undefined) return undefined;
  const changes = await commits.changes(base.place, code.place);
  const paths = new Set([...base.paths, ...code.paths]);
  return changes && { changes, ofSource: changes.filter(({ path }) => paths.has(path)) };
}

/** @param codes of each run; `undefined` where the run could not be read */
export async function codeRows(
  commits: CommitFinder,
  codes: readonly (RunCode | undefined)[],
  uncommitted: readonly (Uncommitted | undefined)[],
  baseline: number,
): Promise<MarkedRows> {
  const base = codes[baseline];
  const changes = await Promise.all(
    codes.map(async (code, run) => (code && base && run !== baseline ? changeOf(commits, code, base) : undefined)),
  );
  const notes = new Set(codes.map((code) => code?.reason).filter((reason) => reason !== undefined));
  const rows = [
    row(
      codeRowKeys.source,
      vscode.l10n.t("Source"),
      codes.map((code, run) => sourceCell(code, base, changes[run])),
    ),
    row(
      codeRowKeys.commit,
      vscode.l10n.t("Commit"),
      codes.map((code, run) => commitCell(code, run === baseline ? undefined : base)),
    ),
    row(
      codeRowKeys.files,
      vscode.l10n.t("All files"),
      codes.map((_, run) => filesCell(changes[run])),
    ),
    row(
      codeRowKeys.uncommitted,
      vscode.l10n.t("Uncommitted changes"),
      uncommitted.map((each, run) => uncommittedCell(each, run === baseline ? undefined : uncommitted[baseline])),
    ),
  ];
  return { rows: rows.filter(({ cells }) => cells.some((cell) => cell !== null)), notes: [...notes] };
}

function row(key: string, label: string, cells: (MarkedCell | null)[]): MarkedRow {
  return { key, label, cells, differs: cells.some((cell) => cell?.mark !== undefined && cell.mark !== "same") };
}

function sourceCell(
  code: RunCode | undefined,
  base: RunCode | undefined,
  change: CodeChange | undefined,
): MarkedCell | null {
  if (code?.name === undefined) return null;
  const [path] = code.paths;
  const name = path ?? (code.isProject ? vscode.l10n.t("project {0}", baseName(code.name)) : baseName(code.name));
  const title = code.isProject ? [code.name, ...code.paths].join("\n") : code.name;
  const cell: MarkedCell = { text: name, title, opens: path === undefined ? undefined : "file" };
  if (change === undefined || path === undefined) return cell;
  const [basePath] = base?.paths ?? [];
  if (basePath !== path) return { ...cell, mark: "different", opens: basePath === undefined ? "file" : "diff" };
  if (change.ofSource.length === 0) return { ...cell, mark: "same" };
  const lines = change.ofSource.map((each) => each.lines);
  const isText = (count: number | undefined) => count !== undefined;
  const text = lines.every(isText) ? lineCount(lines.reduce((sum, count) => sum + count, 0)) : name;
  return { ...cell, text, mark: "different", opens: "diff" };
}

function lineCount(lines: number): string {
  return lines === 1 ? vscode.l10n.t("Δ 1 line") : vscode.l10n.t("Δ {0} lines", lines);
}

function commitCell(code: RunCode | undefined, base: RunCode | undefined): MarkedCell | null {
  if (code?.commit === undefined) return null;
  const title = code.reason === undefined ? code.commit : `${code.commit}\n${code.reason}`;
  const cell: MarkedCell = { text: code.commit.slice(0, 7), title };
  if (base?.commit === undefined) return cell;
  return { ...cell, mark: code.commit === base.commit ? "same" : "different" };
}

function filesCell(change: CodeChange | undefined): MarkedCell | null {
  if (change === undefined) return null;
  const count = change.changes.length;
  if (count === 0) return { text: vscode.l10n.t("no change"), mark: "same" };
  const text = count === 1 ? vscode.l10n.t("1 file") : vscode.l10n.t("{0} files", count);
  const title = change.changes
    .map(({ path, lines }) => `${path}  ${lines ?? ""}`)
    .slice(0, 20)
    .join("\n");
  return { text, title, mark: "different", opens: "diff" };
}

function uncommittedCell(own: Uncommitted | undefined, base: Uncommitted | undefined): MarkedCell | null {
  if (own === undefined) return base === undefined ? null : { text: "", mark: "removed" };
  return { text: own.name, mark: "added", opens: own.patch === undefined ? undefined : "file" };
}

/** The last part of a path or URI, without the branch that a project's may name. */
function baseName(name: string): string {
  return posix.basename(name.replaceAll("\\", "/").replace(/#.*$/, "")) || name;
}
