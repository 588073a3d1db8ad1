import type { Run } from "../../mlflow/entities.ts";
import type { Store } from "../../mlflow/store.ts";
import type { LineageStep, RunDetails, VersionDetails } from "../../protocol/model.ts";
import { differences, metricTexts, packageTexts, paramTexts } from "../read/differences.ts";
import { runOf, versionIn, type ModelReader, type Snapshot } from "./snapshot.ts";
import { ownTags } from "./view.ts";

/** Everything of one version: what made it, and what its files say. */
export async function readDetails(store: Store, reader: ModelReader, version: string): Promise<VersionDetails> {
  const snapshot = await reader.snapshot();
  const found = versionIn(snapshot, version);
  const run = runOf(snapshot, found);
  const problems: string[] = [];
  const files = await reader.files(version).catch((error: unknown) => {
    problems.push(error instanceof Error ? error.message : String(error));
    return undefined;
  });
  return {
    version,
    stage: found.currentStage,
    description: found.description ?? "",
    tags: ownTags(found.tags),
    source: found.source,
    modelId: found.modelId,
    updatedAt: found.lastUpdatedTimestamp,
    run: run && (await runDetails(store, run)),
    signature: files?.signature,
    flavors: files?.flavors ?? [],
    mlflowVersion: files?.mlflowVersion,
    packages: files?.packages ?? [],
    problems,
  };
}

async function runDetails(store: Store, run: Run): Promise<RunDetails> {
  const experiment = await store.getExperiment(run.experimentId).catch(() => undefined);
  const sorted = (values: ReadonlyMap<string, string>) => [...values].sort(([a], [b]) => a.localeCompare(b));
  return {
    runId: run.runId,
    runName: run.runName,
    experimentName: experiment?.name ?? run.experimentId,
    user: run.userId || run.tags["mlflow.user"],
    startTime: run.startTime,
    sourceName: run.tags["mlflow.source.name"],
    commit: run.tags["mlflow.source.git.commit"],
    params: sorted(paramTexts(run)),
    metrics: sorted(metricTexts(run)),
    datasets: run.datasets.map(({ name, digest, tags }) => ({ name, digest, context: tags["mlflow.data.context"] })),
  };
}

/** A version and those before it, each with what changed since its predecessor. */
export async function readLineage(reader: ModelReader, version: string, count: number): Promise<LineageStep[]> {
  const snapshot = await reader.snapshot();
  const start = snapshot.versions.indexOf(versionIn(snapshot, version));
  const steps: LineageStep[] = [];
  for (let index = start; index < Math.min(start + count, snapshot.versions.length); index++) {
    steps.push(await step(reader, snapshot, index));
  }
  return steps;
}

async function step(reader: ModelReader, snapshot: Snapshot, index: number): Promise<LineageStep> {
  const version = snapshot.versions[index]!;
  const previous = snapshot.versions[index + 1];
  const run = runOf(snapshot, version);
  const runBefore = previous && runOf(snapshot, previous);
  const isFirst = previous === undefined;
  return {
    version: version.version,
    previous: previous?.version,
    stage: version.currentStage,
    createdAt: version.creationTimestamp,
    runId: version.runId,
    runName: run?.runName,
    commit: run?.tags["mlflow.source.git.commit"],
    metrics: isFirst ? [] : differences(metricTexts(runBefore), metricTexts(run)),
    params: isFirst ? [] : differences(paramTexts(runBefore), paramTexts(run)),
    packages: isFirst
      ? []
      : differences(await packagesOf(reader, previous.version), await packagesOf(reader, version.version)),
  };
}

async function packagesOf(reader: ModelReader, version: string): Promise<Map<string, string>> {
  try {
    return packageTexts((await reader.files(version)).packages);
  } catch {
    // Files that cannot be reached are told of where the version itself is shown.
    return new Map();
  }
}
