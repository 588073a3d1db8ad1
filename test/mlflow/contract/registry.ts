import type { ModelVersion, RegisteredModel } from "../../../src/mlflow/entities.ts";
import type { Store } from "../../../src/mlflow/store.ts";
import type { Answer, ArtifactAnswer, Oracle } from "../oracle.ts";
import { tree } from "./artifacts.ts";
import { allPages, once } from "./pages.ts";
import type { Question } from "./questions.ts";

/** Registered models and versions in MLflow's order, each as searched and by name, and the files of each version. */
export function registryQuestions(oracle: Oracle, store: Store): Question[] {
  const models = once(() => allPages((pageToken) => store.searchRegisteredModels({ pageToken }), "registeredModels"));
  const versions = once(() => allPages((pageToken) => store.searchModelVersions({ pageToken }), "modelVersions"));
  const isVersionListOrdered = Number.parseInt(oracle.mlflow) >= 2;
  return [
    {
      title: "searchRegisteredModels, all",
      expected: { result: oracle.registered_models.map((model) => model.name) },
      ask: async () => (await models()).map((model) => model.name),
    },
    ...oracle.registered_models
      .map(withTextAliases)
      .flatMap((model) => [
        entity(`searchRegisteredModels, ${model.name}`, model, async () =>
          modelAnswer((await models()).find((found) => found.name === model.name)),
        ),
        entity(`getRegisteredModel, ${model.name}`, model, async () =>
          modelAnswer(await store.getRegisteredModel(model.name)),
        ),
      ]),
    // MLflow 1 answers the versions of one model at a time: their order among models is not to be had.
    ...(isVersionListOrdered ? [versionList(oracle, versions)] : []),
    ...oracle.model_versions.flatMap((version) =>
      versionQuestions(version, aliasesOf(version, oracle), store, versions),
    ),
  ];
}

/** A database of MLflow's answers the versions of aliases as numbers, a file store as text. */
function withTextAliases(model: Oracle["registered_models"][number]): Oracle["registered_models"][number] {
  const aliases = Object.entries(model["aliases"] as Record<string, unknown>);
  return { ...model, aliases: Object.fromEntries(aliases.map(([alias, version]) => [alias, String(version)])) };
}

/** A search of MLflow's in a database leaves the aliases of versions out: the model knows them. */
function aliasesOf({ name, version }: Oracle["model_versions"][number], oracle: Oracle): string[] {
  const model = oracle.registered_models.find((found) => found.name === name);
  const aliases = Object.entries((model?.["aliases"] ?? {}) as Record<string, unknown>);
  return aliases.flatMap(([alias, named]) => (String(named) === version ? alias : [])).sort();
}

function versionList(oracle: Oracle, versions: () => Promise<ModelVersion[]>): Question {
  return {
    title: "searchModelVersions, all",
    expected: { result: oracle.model_versions.map(({ name, version }) => [name, version]) },
    ask: async () => (await versions()).map(({ name, version }) => [name, version]),
  };
}

function versionQuestions(
  { artifacts, ...found }: Oracle["model_versions"][number],
  aliases: string[],
  store: Store,
  versions: () => Promise<ModelVersion[]>,
): Question[] {
  const { name, version } = found;
  const expected = Object.fromEntries(Object.entries(found).filter(([key]) => key !== "aliases"));
  const questions = [
    entity(`searchModelVersions, ${name} ${version}`, expected, async () =>
      versionAnswer((await versions()).find((found) => found.name === name && found.version === version)),
    ),
    entity(`getModelVersion, ${name} ${version}`, { ...expected, aliases }, async () =>
      versionAnswer(await store.getModelVersion(name, version)),
    ),
  ];
  // Where MLflow lists nothing, for it follows no link of MLflow 3 or the place is another machine's, ours may know more.
  if (!artifacts || artifacts.length === 0) return questions;
  const files: Question = {
    title: `listModelVersionArtifacts, ${name} ${version}`,
    expected: { result: fromItsRoot(artifacts) },
    ask: () => tree((path) => store.listModelVersionArtifacts(name, version, path)),
  };
  return [...questions, files];
}

/** Where a version's source is `runs:/RUN/NAME`, MLflow lists paths from the root of the run; ours are the version's own. */
function fromItsRoot(artifacts: ArtifactAnswer[]): ArtifactAnswer[] {
  const root =
    /^([^/]+\/)*(?=MLmodel$)/.exec(artifacts.find(({ path }) => /(^|\/)MLmodel$/.test(path))?.path ?? "")?.[0] ?? "";
  return artifacts.map((artifact) => ({ ...artifact, path: artifact.path.slice(root.length) }));
}

function entity(title: string, expected: Answer, ask: () => Promise<Answer>): Question {
  return { title, expected: { result: expected }, isEntity: true, ask };
}

function modelAnswer(model: RegisteredModel | undefined): Answer {
  return {
    name: model?.name,
    description: model?.description,
    tags: model?.tags,
    aliases: model?.aliases,
    created: model?.creationTimestamp,
    updated: model?.lastUpdatedTimestamp,
  };
}

function versionAnswer(version: ModelVersion | undefined): Answer {
  return {
    name: version?.name,
    version: version?.version,
    stage: version?.currentStage,
    description: version?.description,
    run_id: version?.runId,
    source: version?.source,
    status: version?.status,
    status_message: version?.statusMessage,
    user_id: version?.userId,
    run_link: version?.runLink,
    model_id: version?.modelId,
    tags: version?.tags,
    aliases: version?.aliases.toSorted(),
    created: version?.creationTimestamp,
    updated: version?.lastUpdatedTimestamp,
  };
}
