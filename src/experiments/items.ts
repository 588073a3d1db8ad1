import { posix } from "node:path";
import * as vscode from "vscode";
import type { RunStatus } from "../mlflow/entities.ts";
import { formatAge, formatBytes, formatCount, formatNumber } from "../mlflow/format.ts";
import { runsUri, runUri } from "../stores/pageUri.ts";
import { damagedIcon, isWritable, moreItem, problemItem, storeItem, tokens, warningColor } from "../views/items.ts";
import { statusName } from "../views/status.ts";
import type {
  ArtifactNode,
  DatasetNode,
  ExperimentNode,
  GroupKind,
  GroupNode,
  ModelNode,
  Node,
  ProblemNode,
  RunNode,
  ValueNode,
} from "./nodes.ts";
import { isChangeableTag } from "./changeableTag.ts";

const { None, Collapsed } = vscode.TreeItemCollapsibleState;

/** How a node is drawn. Tooltips of runs and experiments are made only when they are looked at. */
export function treeItem(node: Node): vscode.TreeItem {
  const item = unnamedItem(node);
  item.id = node.id;
  return item;
}

function unnamedItem(node: Node): vscode.TreeItem {
  switch (node.kind) {
    case "store":
      return storeItem(node.store);
    case "experiment":
      return experimentItem(node);
    case "run":
      return runItem(node);
    case "group":
      return groupItem(node);
    case "param":
    case "metric":
    case "tag":
      return valueItem(node);
    case "dataset":
      return datasetItem(node);
    case "model":
      return modelItem(node);
    case "artifact":
      return artifactItem(node);
    case "more":
      return moreItem(node.remaining, "mlflowLens.loadMore", node);
    case "problem":
      return unreadItem(node);
  }
}

function experimentItem({ store, experiment, summary }: ExperimentNode): vscode.TreeItem {
  const item = new vscode.TreeItem(experiment.name, Collapsed);
  const address = { storeId: store.id, experimentId: experiment.experimentId };
  // VS Code's own command, so that a double click pins.
  item.command = {
    command: "vscode.open",
    title: vscode.l10n.t("Open"),
    arguments: [runsUri([address], experiment.name)],
  };
  const isDeleted = experiment.lifecycleStage === "deleted";
  const isDamaged = experiment.problems !== undefined;
  item.iconPath = new vscode.ThemeIcon(
    isDamaged ? "warning" : isDeleted ? "archive" : "beaker",
    isDamaged ? warningColor : undefined,
  );
  item.contextValue = tokens("experiment", isDeleted ? "deleted" : "active", isWritable(store) && "writable");
  item.description = [isDeleted ? vscode.l10n.t("deleted") : undefined, runCount(summary), age(summary?.lastStartTime)]
    .filter(Boolean)
    .join(" · ");
  return item;
}

function runCount(summary: ExperimentNode["summary"]): string | undefined {
  if (summary === undefined) return undefined;
  const count = formatCount(summary.runCount, vscode.env.language) + (summary.isLowerBound ? "+" : "");
  return summary.runCount === 1 ? vscode.l10n.t("1 run") : vscode.l10n.t("{0} runs", count);
}

const statusIcons: Record<RunStatus, vscode.ThemeIcon> = {
  FINISHED: new vscode.ThemeIcon("pass", new vscode.ThemeColor("testing.iconPassed")),
  FAILED: new vscode.ThemeIcon("error", new vscode.ThemeColor("testing.iconFailed")),
  KILLED: new vscode.ThemeIcon("circle-slash", new vscode.ThemeColor("testing.iconSkipped")),
  RUNNING: new vscode.ThemeIcon("sync~spin", new vscode.ThemeColor("progressBar.background")),
  SCHEDULED: new vscode.ThemeIcon("watch", new vscode.ThemeColor("testing.iconQueued")),
};

const deletedIcon = new vscode.ThemeIcon("archive", new vscode.ThemeColor("disabledForeground"));

function runItem(node: RunNode): vscode.TreeItem {
  const { row } = node;
  const item = new vscode.TreeItem(row.name, Collapsed);
  const isDeleted = row.lifecycleStage === "deleted";
  item.iconPath = row.problems.length > 0 ? damagedIcon : isDeleted ? deletedIcon : statusIcons[row.status];
  item.contextValue = tokens(
    "run",
    isDeleted ? "deleted" : "active",
    row.status.toLowerCase(),
    isWritable(node.store) && "writable",
  );
  // VS Code's own command knows a click from a double click, and leaves the focus here, for the next key.
  const page = runUri(node.store.id, row.runId, row.name);
  item.command = { command: "vscode.open", title: vscode.l10n.t("Open"), arguments: [page] };
  const value = row.metric && formatNumber(row.metric.value, vscode.env.language);
  const metric = row.metric && `${posix.basename(row.metric.key)} ${value}`;
  const isTold = row.status === "FAILED" || row.status === "KILLED";
  item.description = [
    isDeleted ? vscode.l10n.t("deleted") : undefined,
    childrenText(row.children),
    metric ?? (isTold ? statusName(row.status) : undefined),
    age(row.startTime),
  ]
    .filter(Boolean)
    .join(" · ");
  const spoken = [
    row.name,
    ...row.problems,
    isDeleted ? vscode.l10n.t("deleted") : statusName(row.status),
    childrenText(row.children),
    row.metric && `${row.metric.key} ${value}`,
    age(row.startTime),
  ];
  item.accessibilityInformation = { label: spoken.filter(Boolean).join(", ") };
  return item;
}

/** A parent sums its children up. */
function childrenText(children: RunNode["row"]["children"]): string | undefined {
  if (children === undefined) return undefined;
  const { total, running } = children;
  if (running > 0) return vscode.l10n.t("{0} of {1} running", running, total);
  return total === 1 ? vscode.l10n.t("1 nested run") : vscode.l10n.t("{0} nested runs", total);
}

function age(time: number | undefined): string | undefined {
  return time === undefined ? undefined : formatAge(time, vscode.env.language);
}

function groupItem({ group, count }: GroupNode): vscode.TreeItem {
  const names: Record<GroupKind, [string, string]> = {
    params: [vscode.l10n.t("Parameters"), "symbol-parameter"],
    metrics: [vscode.l10n.t("Metrics"), "graph-line"],
    tags: [vscode.l10n.t("Tags"), "tag"],
    datasets: [vscode.l10n.t("Datasets"), "database"],
    models: [vscode.l10n.t("Models"), "package"],
    artifacts: [vscode.l10n.t("Artifacts"), "files"],
  };
  const [label, icon] = names[group];
  const item = new vscode.TreeItem(label, Collapsed);
  item.iconPath = new vscode.ThemeIcon(icon);
  item.description = count === undefined ? undefined : formatCount(count, vscode.env.language);
  item.contextValue = `group ${group}`;
  return item;
}

/** A value is as long as its writer liked; a row and its tooltip show this much of it. */
const maxShownText = 200;
const maxTooltipText = 2_000;

function shortened(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}

function valueItem(node: ValueNode): vscode.TreeItem {
  const { kind, key, value, metric } = node;
  const item = new vscode.TreeItem(key, None);
  item.description = shortened(value.replaceAll(/\s+/g, " "), maxShownText);
  const exact = metric === undefined ? value : String(metric.value);
  const step = metric === undefined ? "" : `\n${vscode.l10n.t("step {0}", metric.step)}`;
  // Plain text: what a store holds is no Markdown.
  item.tooltip = `${key}\n${shortened(exact, maxTooltipText)}${step}`;
  item.contextValue = tokens("value", kind, isChangeableTag(node) && "writable");
  item.accessibilityInformation = { label: `${key}: ${shortened(value, maxShownText)}` };
  return item;
}

function datasetItem({ dataset }: DatasetNode): vscode.TreeItem {
  const item = new vscode.TreeItem(dataset.name, None);
  const use = dataset.tags["mlflow.data.context"];
  item.iconPath = new vscode.ThemeIcon("table");
  item.description = [use, dataset.digest].filter(Boolean).join(" · ");
  item.tooltip = [dataset.name, dataset.digest, dataset.sourceType, dataset.profile, dataset.schema]
    .filter((part) => part !== undefined && part !== "")
    .map((part) => shortened(part ?? "", maxTooltipText))
    .join("\n");
  item.contextValue = "dataset";
  return item;
}

function modelItem({ name, detail, artifact }: ModelNode): vscode.TreeItem {
  const item = new vscode.TreeItem(name, Collapsed);
  item.iconPath = new vscode.ThemeIcon("package");
  item.description = detail;
  item.tooltip = `${name}\n${detail}`;
  item.contextValue = `model folder artifact`;
  item.resourceUri = artifact;
  return item;
}

function artifactItem(node: ArtifactNode): vscode.TreeItem {
  const { artifact, isDir, fileSize } = node;
  const name = posix.basename(artifact.path);
  const item = new vscode.TreeItem(name, isDir ? Collapsed : None);
  item.resourceUri = artifact;
  item.iconPath = isDir ? vscode.ThemeIcon.Folder : vscode.ThemeIcon.File;
  item.description = fileSize === undefined ? undefined : formatBytes(fileSize, vscode.env.language);
  item.tooltip = name;
  item.contextValue = isDir ? "artifact folder" : "artifact file";
  if (!isDir) item.command = { command: "mlflowLens.openArtifact", title: vscode.l10n.t("Open"), arguments: [node] };
  return item;
}

/** What could not be read; of a server that refused, with what signs in. */
function unreadItem({ message, error, store }: ProblemNode): vscode.TreeItem {
  const item = problemItem(message, error);
  const isRefused = ["UNAUTHENTICATED", "PERMISSION_DENIED"].includes(
    (error as { errorCode?: string }).errorCode ?? "",
  );
  if (isRefused && store !== undefined && /^https?:/.test(store.uri)) item.contextValue = "problem signIn";
  return item;
}
