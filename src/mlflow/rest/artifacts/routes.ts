import { posix } from "node:path";
import { type ModelVersion } from "../../entities.ts";
import { MlflowError } from "../../errors.ts";
import { type ArtifactOwner, type LoggedModelReads, type RegistryReads, type TrackingReads } from "../../store.ts";
import { member, objects, text, textIfAny } from "../http/json.ts";
import { type Server } from "../server.ts";
import { fromAllPages } from "../tokenPages.ts";
import { namedHeaders } from "../http/signed.ts";
import { type ArtifactRoute, below, filesIn } from "./route.ts";
import { serverPath } from "./serverPath.ts";

type Reads = Pick<TrackingReads, "getRun"> &
  Pick<RegistryReads, "getModelVersion"> &
  Pick<LoggedModelReads, "getLoggedModel">;

/** Finds the way to an owner's artifacts. Nothing is read from this machine, whatever root the server names. */
export function artifactRoutes(server: Server, reads: Reads): (owner: ArtifactOwner) => Promise<ArtifactRoute> {
  const routes = new Map<string, ArtifactRoute>();
  const kept = (key: string, make: () => ArtifactRoute) => {
    const route = routes.get(key) ?? withinReach(server, make());
    routes.set(key, route);
    return route;
  };
  const ofRun = (runId: string) => kept(`run ${runId}`, () => runRoute(server, reads, runId));
  const ofModel = (modelId: string) => kept(`model ${modelId}`, () => modelRoute(server, modelId));

  async function ofVersion(name: string, version: string): Promise<ArtifactRoute> {
    const found = await reads.getModelVersion(name, version);
    const location = await downloadUri(server, found);
    const model = /^models:\/(m-[^/]+)\/?(.*)$|\/models\/(m-[^/]+)\/artifacts\/?(.*)$/.exec(location);
    if (model !== null) return below(ofModel(model[1] ?? model[3] ?? ""), model[2] ?? model[4] ?? "");
    const run = /^runs:\/+([^/]+)\/?(.*)$/.exec(location);
    if (run !== null) return modelOfRun(run[1] ?? "", run[2] ?? "");
    if (found.runId !== undefined) {
      const path = pathInside((await reads.getRun(found.runId)).artifactUri, location);
      if (path !== undefined) return modelOfRun(found.runId, path);
    }
    return withinReach(
      server,
      isProxied(location) ? proxyRoute(server, location) : versionRoute(server, found, location),
    );
  }

  /** In MLflow 3 `RUN/artifacts/NAME` may mean the run's logged model of that name. */
  async function modelOfRun(runId: string, path: string): Promise<ArtifactRoute> {
    const route = below(ofRun(runId), path);
    if (!server.isAtLeast(3) || (await route.list("")).length > 0) return route;
    for (const { modelId } of (await reads.getRun(runId)).modelOutputs) {
      const model = await reads.getLoggedModel(modelId).catch(() => undefined);
      if (model?.name === path) return ofModel(modelId);
    }
    return route;
  }

  return async (owner) => {
    if ("runId" in owner) return ofRun(owner.runId);
    return "modelId" in owner ? ofModel(owner.modelId) : ofVersion(owner.name, owner.version);
  };
}

/**
 * Asked for `a%20b`, which they list, MLflow's servers answer with what is in `a b`; and they refuse a `#`. The first must
 * not be taken for the other, and both are told in words.
 */
function withinReach(server: Server, route: ArtifactRoute): ArtifactRoute {
  const beyond = (path: string, cause?: unknown) =>
    new MlflowError(
      "INVALID_PARAMETER_VALUE",
      `MLflow's server does not reach '${path}': it takes '#' and what looks encoded, such as '%20', for something else.`,
      { cause },
    );
  const check = (path: string) => {
    if (server.isAtLeast(2) && serverPath(path) !== path) throw beyond(path);
  };
  return {
    async list(path) {
      check(path);
      try {
        return await route.list(path);
      } catch (error) {
        const isRefused = error instanceof MlflowError && error.errorCode === "INVALID_PARAMETER_VALUE";
        throw isRefused && path.includes("#") ? beyond(path, error) : error;
      }
    },
    async open(path, headers, signal) {
      check(path);
      return route.open(path, headers, signal);
    },
  };
}

function runRoute(server: Server, { getRun }: Reads, runId: string): ArtifactRoute {
  let root: Promise<string> | undefined;
  const rootOnce = () => {
    root ??= getRun(runId).then((run) => run.artifactUri ?? "");
    root.catch(() => (root = undefined));
    return root;
  };
  return {
    async list(path) {
      const query = { run_id: runId, run_uuid: runId, path: path === "" ? undefined : path };
      const files = await fromAllPages(async (pageToken) => {
        const answer = await server.get("2.0/mlflow/artifacts/list", { ...query, page_token: pageToken });
        const fields = member({ answer }, "answer");
        root = Promise.resolve(text(fields.root_uri) ?? "");
        return { items: objects(fields.files), nextPageToken: textIfAny(fields.next_page_token) };
      });
      return filesIn(path, files);
    },
    async open(path, headers, signal) {
      if (server.isDatabricks) {
        const answer = await server.search("2.0/mlflow/artifacts/credentials-for-read", {
          run_id: runId,
          path: [path],
        });
        return openSigned(server, member({ answer }, "answer").credential_infos, headers, signal);
      }
      const uri = await rootOnce();
      if (isProxied(uri)) return proxyRoute(server, uri).open(path, headers, signal);
      // Whatever the root is, a bucket or a folder there, the server fetches it.
      const query = { run_id: runId, run_uuid: runId, path };
      return server.stream({ path: "/get-artifact", query, headers, signal });
    },
  };
}

function modelRoute(server: Server, modelId: string): ArtifactRoute {
  const place = `2.0/mlflow/logged-models/${encodeURIComponent(modelId)}/artifacts`;
  return {
    async list(path) {
      const query = { artifact_directory_path: path === "" ? undefined : path };
      const answer = await server.get(`${place}/directories`, query);
      return filesIn(path, member({ answer }, "answer").files);
    },
    async open(path, headers, signal) {
      if (server.isDatabricks) {
        const answer = await server.search(`${place}/credentials-for-download`, { paths: [path] });
        const credentials = objects(member({ answer }, "answer").credentials);
        return openSigned(
          server,
          credentials.map((each) => member(each, "credential_info")),
          headers,
          signal,
        );
      }
      return server.stream({ path: `/ajax-api/${place}/files`, query: { artifact_file_path: path }, headers, signal });
    },
  };
}

/** A place that the server serves itself: `mlflow-artifacts:/EID/RID/artifacts`. */
function proxyRoute(server: Server, uri: string): ArtifactRoute {
  const root = uri.replace(/^mlflow-artifacts:(\/\/[^/]*)?\/*/, "").replace(/\/+$/, "");
  const place = "2.0/mlflow-artifacts/artifacts";
  return {
    async list(path) {
      const answer = await server.get(place, { path: posix.join(root, path) });
      const files = filesIn(path, member({ answer }, "answer").files);
      // A file is listed as what lies in a folder of its own name.
      const isFile = files.length === 1 && path !== "" && files[0]?.path === `${path}/${posix.basename(path)}`;
      return isFile && !files[0]?.isDir ? [] : files;
    },
    open(path, headers, signal) {
      const parts = posix.join(root, path).split("/").map(encodeURIComponent);
      return server.stream({ path: `${place}/${parts.join("/")}`, headers, signal });
    },
  };
}

/** A place that only the server knows: it sends files of it, but lists none. */
function versionRoute(server: Server, { name, version }: ModelVersion, location: string): ArtifactRoute {
  return {
    list() {
      throw new MlflowError(
        "NOT_IMPLEMENTED",
        `The server does not list what is in '${location}', where version ${version} of '${name}' lies: it is outside of ` +
          `the artifacts of a run. 'mlflow artifacts download -u models:/${name}/${version}' fetches it.`,
      );
    },
    open: (path, headers, signal) =>
      server.stream({ path: "/model-versions/get-artifact", query: { name, version, path }, headers, signal }),
  };
}

/** `models:/NAME/1` and the like are resolved by the server. */
async function downloadUri(server: Server, { name, version, source = "" }: ModelVersion): Promise<string> {
  if (/^models:\/m-|^runs:/.test(source)) return source;
  const answer = await server.get("2.0/mlflow/model-versions/get-download-uri", { name, version });
  return textIfAny(member({ answer }, "answer").artifact_uri) ?? source;
}

function openSigned(
  server: Server,
  credentials: unknown,
  headers: Record<string, string>,
  signal: AbortSignal | undefined,
): ReturnType<ArtifactRoute["open"]> {
  const [credential] = objects(credentials);
  const path = text(credential?.signed_uri) ?? "";
  if (!/^https?:\/\//.test(path))
    throw new MlflowError("INTERNAL_ERROR", `${server.base} answered no address to read from.`);
  return server.stream({ path, headers: { ...namedHeaders(credential?.headers), ...headers }, signal });
}

function isProxied(uri: string): boolean {
  return uri.startsWith("mlflow-artifacts:");
}

function pathInside(root: string | undefined, location: string): string | undefined {
  const folder = root?.replace(/\/+$/, "");
  if (!folder || (location !== folder && !location.startsWith(`${folder}/`))) return undefined;
  return location.slice(folder.length + 1).replace(/\/+$/, "");
}
