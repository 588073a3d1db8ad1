import { creates, only, step, type Step, unlikeFilesOf2 } from "./steps.ts";

const models: Step[] = [
  step("createRegisteredModel", { name: "bare" }),
  step("createRegisteredModel", {
    name: "full of 温度 🌱",
    tags: { task: "x", "multi line": "a\nb" },
    description: '# Model\n\nit\'s "quoted": yes',
  }),
  step("createRegisteredModel", { name: "bare" }),
  step("createRegisteredModel", { name: "" }),
  ...only({ majors: "23" }, step("createRegisteredModel", { name: "a/b" })),
  ...unlikeFilesOf2(...only({ majors: "23" }, step("createRegisteredModel", { name: "a:b" }))),
  ...only({ majors: "3" }, step("createRegisteredModel", { name: "a%b" })),
  step("createRegisteredModel", { name: "bad tag", tags: { "a//b": "x" } }),
  step("updateRegisteredModel", { name: "bare", description: "said later" }),
  step("updateRegisteredModel", { name: "bare", description: "" }),
  step("updateRegisteredModel", { name: "no such model", description: "x" }),
  step("setRegisteredModelTag", "bare", "task", "regression"),
  step("setRegisteredModelTag", "bare", "task", "classification"),
  step("setRegisteredModelTag", "bare", "über/key", "a\nb\n"),
  step("setRegisteredModelTag", "bare", "a//b", "x"),
  step("setRegisteredModelTag", "no such model", "a", "x"),
  step("deleteRegisteredModelTag", "bare", "task"),
  step("deleteRegisteredModelTag", "bare", "task"),
  step("deleteRegisteredModelTag", "no such model", "a"),
];

const versions: Step[] = [
  creates("v1", "createModelVersion", { name: "bare", source: "s3://bucket/model", description: "far away" }),
  creates("v2", "createModelVersion", {
    name: "bare",
    source: "runs:/$model 0/model",
    runId: "$model 0",
    tags: { validated: "yes", größe: "a\nb" },
  }),
  creates("v3", "createModelVersion", { name: "bare", source: "/nowhere/model" }),
  ...only({ majors: "23" }, creates("v4", "createModelVersion", { name: "bare", source: "models:/iris-forest/1" })),
  ...only(
    { majors: "3" },
    step("createModelVersion", { name: "bare", source: "models:/iris-forest/404" }),
    step("createModelVersion", { name: "bare", source: "models:/no such model/1" }),
  ),
  step("createModelVersion", { name: "no such model", source: "s3://bucket/model" }),
  step("createModelVersion", { name: "bare", source: "s3://bucket/model", tags: { "a//b": "x" } }),
  step("updateModelVersion", { name: "bare", version: "1", description: "said later\n\n- a" }),
  step("updateModelVersion", { name: "bare", version: "404", description: "x" }),
  step("updateModelVersion", { name: "bare", version: "x", description: "x" }),
  step("updateModelVersion", { name: "iris-forest", version: "5", description: "of a deleted version" }),
  step("setModelVersionTag", "bare", "1", "validated", "no"),
  step("setModelVersionTag", "bare", "1", "validated", "yes"),
  step("setModelVersionTag", "bare", "1", "stage.history.20261123T180700123Z-3fa9", '{"from":"None"}'),
  step("setModelVersionTag", "bare", "1", "a//b", "x"),
  step("setModelVersionTag", "bare", "404", "a", "x"),
  step("deleteModelVersionTag", "bare", "1", "validated"),
  step("deleteModelVersionTag", "bare", "1", "validated"),
  step("deleteModelVersionTag", "bare", "404", "a"),
];

const aliases: Step[] = only(
  { majors: "23" },
  step("setRegisteredModelAlias", "bare", "champion", "1"),
  step("setRegisteredModelAlias", "bare", "champion", "2"),
  step("setRegisteredModelAlias", "bare", "Next_one-2", "2"),
  step("setRegisteredModelAlias", "bare", "v1", "1"),
  step("setRegisteredModelAlias", "bare", "Latest", "1"),
  step("setRegisteredModelAlias", "bare", "with space", "1"),
  step("setRegisteredModelAlias", "bare", "", "1"),
  step("setRegisteredModelAlias", "bare", "a".repeat(256), "1"),
  step("setRegisteredModelAlias", "bare", "nowhere", "404"),
  step("setRegisteredModelAlias", "no such model", "champion", "1"),
  step("deleteRegisteredModelAlias", "bare", "Next_one-2"),
  step("deleteRegisteredModelAlias", "bare", "Next_one-2"),
  step("deleteRegisteredModelAlias", "no such model", "champion"),
);

const move = (version: string, stage: string, archiveExistingVersions = false) =>
  step("transitionModelVersionStage", { name: "bare", version, stage, archiveExistingVersions });

const stages: Step[] = [
  move("1", "Staging"),
  move("2", "staging"),
  move("3", "STAGING", true),
  move("1", "Production"),
  move("2", "production", true),
  move("3", "Archived"),
  move("3", "None"),
  move("3", "None", true),
  move("3", "Archived", true),
  move("3", "Nowhere"),
  move("404", "Staging"),
  step("transitionModelVersionStage", {
    name: "no such model",
    version: "1",
    stage: "Staging",
    archiveExistingVersions: false,
  }),
];

const renames: Step[] = [
  step("renameRegisteredModel", "no such model", "x"),
  step("renameRegisteredModel", "bare", "iris-forest"),
  step("renameRegisteredModel", "bare", ""),
  // In a file store MLflow loses tags and aliases of what it renames, and we do not.
  ...only(
    { backend: "sqlite" },
    step("renameRegisteredModel", "iris-forest", "renamed 🌱"),
    step("setRegisteredModelTag", "renamed 🌱", "a", "1"),
  ),
];

const ends: Step[] = [
  step("deleteModelVersion", "bare", "2"),
  step("deleteModelVersion", "bare", "2"),
  step("deleteModelVersion", "bare", "404"),
  step("setModelVersionTag", "bare", "2", "a", "of a deleted version"),
  creates("v next", "createModelVersion", { name: "bare", source: "s3://bucket/next" }),
  step("deleteRegisteredModel", "full of 温度 🌱"),
  step("deleteRegisteredModel", "full of 温度 🌱"),
  step("deleteRegisteredModel", "no versions"),
];

/** Writes of registered models and their versions. */
export const registrySteps: Step[] = [...models, ...versions, ...aliases, ...stages, ...renames, ...ends];
