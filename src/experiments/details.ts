import { posix } from "node:path";
import type { FileInfo, Run } from "../mlflow/entities.ts";
import { formatNumber } from "../mlflow/format.ts";
import type { ArtifactOwner, Store } from "../mlflow/store.ts";
import { artifactUri, parseArtifactUri } from "../stores/artifactUri.ts";
import { readModels, type RunModel } from "../stores/runModels.ts";
import {
  more,
  pageSize,
  type ArtifactNode,
  type GroupKind,
  type GroupNode,
  type ModelNode,
  type Node,
  type RunNode,
} from "./nodes.ts";
import { sortedForTree } from "./read.ts";

/** The groups of what is in a run; empty ones are left out, but for artifacts, which are counted only when listed. */
export function groupsOf(node: RunNode, run: Run, models: readonly RunModel[]): GroupNode[] {
  const counts: [GroupKind, number | undefined][] = [
    ["params", Object.keys(run.params).length],
    ["metrics", Object.keys(run.metrics).length],
    ["tags", Object.keys(run.tags).length],
    ["datasets", run.datasets.length],
    ["models", models.length],
    ["artifacts", undefined],
  ];
  return counts
    .filter(([, count]) => count !== 0)
    .map(([group, count]) => ({
      kind: "group",
      id: `${node.id}/${group}`,
      parent: node,
      run: node,
      group,
      count,
      limit: pageSize,
    }));
}

/** What is in a group, by name; tags that MLflow itself writes come last. */
export async function inGroup(node: GroupNode, run: Run, store: Store, locale: string): Promise<Node[]> {
  switch (node.group) {
    case "params":
      return page(node, sortedKeys(run.params), (key) => ({
        kind: "param",
        id: `${node.id}/${key}`,
        parent: node,
        key,
        value: run.params[key] ?? "",
      }));
    case "metrics":
      return page(node, sortedKeys(run.metrics), (key) => {
        const metric = run.metrics[key];
        const value = metric === undefined ? "" : formatNumber(metric.value, locale);
        return { kind: "metric", id: `${node.id}/${key}`, parent: node, key, value, metric };
      });
    case "tags": {
      const keys = sortedKeys(run.tags);
      const own = keys.filter((key) => !key.startsWith("mlflow."));
      const ordered = [...own, ...keys.filter((key) => key.startsWith("mlflow."))];
      return page(node, ordered, (key) => ({
        kind: "tag",
        id: `${node.id}/${key}`,
        parent: node,
        key,
        value: run.tags[key] ?? "",
      }));
    }
    case "datasets":
      return page(node, run.datasets, (dataset, index) => ({
        kind: "dataset",
        id: `${node.id}/${index}`,
        parent: node,
        dataset,
      }));
    case "models":
      return page(node, await readModels(store, run), (model) => modelNode(node, model));
    case "artifacts": {
      const files = await store.listArtifacts(run.runId);
      // In MLflow 3 a run's models are kept apart from its artifacts; who looks for files looks here.
      const models = (await readModels(store, run)).filter(({ modelId }) => modelId !== undefined);
      const nodes = page(node, sortedForTree(files), (file) =>
        artifactNode(node, node.run, { runId: run.runId }, file),
      );
      return [...models.map((model) => modelNode(node, model)), ...nodes];
    }
  }
}

/** The files of a folder or of a model. */
export async function inFolder(
  node: ArtifactNode | ModelNode,
  list: (owner: ArtifactOwner, path: string) => Promise<FileInfo[]>,
): Promise<Node[]> {
  const { owner, path } = parseArtifactUri(node.artifact);
  return page(node, sortedForTree(await list(owner, path)), (file) => artifactNode(node, node.run, owner, file));
}

function page<T>(
  parent: Node & { limit: number },
  all: readonly T[],
  toNode: (item: T, index: number) => Node,
): Node[] {
  const shown = all.slice(0, parent.limit).map(toNode);
  return all.length > shown.length ? [...shown, more(parent, all.length - shown.length)] : shown;
}

function modelNode(parent: GroupNode, { name, detail, modelId, path }: RunModel): ModelNode {
  const { run } = parent;
  const owner = modelId === undefined ? { runId: run.row.runId } : { modelId };
  const artifact = artifactUri({ storeId: run.store.id, owner, path: path ?? "" });
  return { kind: "model", id: `${parent.id}/${modelId ?? path}`, parent, run, name, detail, artifact, limit: pageSize };
}

function artifactNode(
  parent: Node,
  run: RunNode,
  owner: ArtifactOwner,
  { path, isDir, fileSize }: FileInfo,
): ArtifactNode {
  const artifact = artifactUri({ storeId: run.store.id, owner, path });
  return {
    kind: "artifact",
    id: `${parent.id}/${posix.basename(path)}`,
    parent,
    run,
    artifact,
    isDir,
    fileSize,
    limit: pageSize,
  };
}

function sortedKeys(values: Record<string, unknown>): string[] {
  return Object.keys(values).sort(new Intl.Collator(undefined, { numeric: true }).compare);
}
