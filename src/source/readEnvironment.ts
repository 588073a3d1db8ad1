import { log } from "../log.ts";
import type { Run } from "../mlflow/entities.ts";
import type { Store } from "../mlflow/store.ts";
import { environmentFiles, parseEnvironment, pathOf, type Environment, type EnvironmentFile } from "./requirements.ts";

/** A file of requirements is small; what is larger is something else of that name. */
const maxBytes = 1_000_000;

/** What a run's models and artifacts say of its packages, and the files that said it. */
export interface RunEnvironment {
  packages: Environment;
  files: string[];
}

/** The environment of a run: of its models, in folders of older MLflows' models, and beside its artifacts; the first word counts. */
export async function readEnvironment(store: Store, run: Run): Promise<RunEnvironment | undefined> {
  const packages: Environment = new Map();
  const files: string[] = [];
  for (const file of await readEnvironmentFiles(store, run)) {
    try {
      for (const [name, wanted] of await parseEnvironment(file.name, file.text))
        if (!packages.has(name)) packages.set(name, wanted);
      files.push(pathOf(file));
    } catch (error) {
      log.warn(`${run.runId}: ${pathOf(file)}: ${String(error)}`);
    }
  }
  return files.length === 0 ? undefined : { packages, files };
}

/** The files themselves, in the order in which they count. */
export async function readEnvironmentFiles(store: Store, run: Run): Promise<EnvironmentFile[]> {
  const files: EnvironmentFile[] = [];
  for (const { label, names, read } of await placesOf(store, run)) {
    for (const name of environmentFiles.filter((each) => names.has(each))) {
      try {
        const bytes = await read(name);
        if (bytes.length <= maxBytes) files.push({ label, name, text: new TextDecoder().decode(bytes) });
      } catch (error) {
        // One file that cannot be read hides neither the others nor the run.
        log.warn(`${run.runId}: ${pathOf({ label, name })}: ${String(error)}`);
      }
    }
  }
  return files;
}

interface Place {
  label: string;
  /** Which files are there. */
  names: ReadonlySet<string>;
  read: (file: string) => Promise<Uint8Array>;
}

async function placesOf(store: Store, run: Run): Promise<Place[]> {
  const range = { length: maxBytes + 1 };
  const models = await Promise.all(
    run.modelOutputs.map(async ({ modelId }): Promise<Place | undefined> => {
      try {
        const [model, files] = await Promise.all([
          store.getLoggedModel(modelId),
          store.listLoggedModelArtifacts(modelId),
        ]);
        return {
          label: model.name,
          names: new Set(files.map(({ path }) => path)),
          read: (file) => store.readLoggedModelArtifact(modelId, file, range),
        };
      } catch (error) {
        log.trace(`${run.runId}: model ${modelId}: ${String(error)}`);
        return undefined;
      }
    }),
  );
  const root = await store.listArtifacts(run.runId);
  const folders = await Promise.all(
    root
      .filter(({ isDir }) => isDir)
      .map(async ({ path }): Promise<Place> => {
        const files = await store.listArtifacts(run.runId, path);
        return {
          label: path,
          names: new Set(files.map((file) => file.path.slice(path.length + 1))),
          read: (file) => store.readArtifact(run.runId, `${path}/${file}`, range),
        };
      }),
  );
  const beside: Place = {
    label: "",
    names: new Set(root.map(({ path }) => path)),
    read: (file) => store.readArtifact(run.runId, file, range),
  };
  return [...models.filter((place) => place !== undefined), ...folders, beside];
}
