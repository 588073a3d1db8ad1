import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { after, describe } from "node:test";
import { promisify } from "node:util";
import { openStoreHere } from "../../../src/mlflow/open.ts";
import { type Fixture, fixtures, storeUri, temporaryFolder, unpack } from "../../fixtures.ts";
import { contract, type Skipped } from "../contract.ts";
import { type Oracle, readOracle } from "../oracle.ts";
import { type MlflowServer, startServer } from "./server.ts";

// What a server answers us is compared with what MLflow's own client of the same version gets from that server.

const root = resolve(import.meta.dirname, "../../..");
/** Where the fixtures were made: a server, unlike us, finds the artifacts only there. */
const madeAt = "/tmp/workspace";

const notThroughServers: Skipped[] = [
  { title: /^list_artifacts /, why: "MLflow's client looks at files of its own machine itself, past the server" },
  {
    title: /^search_registered_models .*('unclosed|":" ")/,
    why: "MLflow 2's client hides prompts by words that it adds to the filter: what is broken breaks otherwise",
  },
  { title: /^readArtifact, \S+ 100%/, why: "MLflow's server does not send a file with a percent sign in its name" },
];

for (const fixture of fixtures()) {
  if (fixture.major === "2") contractThroughServer(fixture, "2.22");
  if (fixture.major === "3") contractThroughServer(fixture, "3.17");
}

function contractThroughServer({ name, backend, archive }: Fixture, version: "2.22" | "3.17"): void {
  describe(`${name} through a server of MLflow ${version}`, () => {
    let server: MlflowServer | undefined;
    let oracle: Oracle;
    after(() => server?.stop());

    contract(
      "the REST store",
      () => [oracle],
      async () => {
        mkdirSync(madeAt, { recursive: true });
        const uri = storeUri(unpack(archive, madeAt), backend);
        server = await startServer(version, { backend: uri, artifacts: temporaryFolder() });
        oracle = await ask(version, server.url);
        return openStoreHere(server.url);
      },
      notThroughServers,
    );
  });
}

async function ask(version: string, url: string): Promise<Oracle> {
  const out = join(temporaryFolder(), "oracle.json");
  const python = join(root, ".cache/python", version, "bin/python");
  await promisify(execFile)(python, [join(root, "scripts/fixtures/dump_oracle.py"), url, out], {
    env: { ...process.env, PYTHONHASHSEED: "0", PYTHONDONTWRITEBYTECODE: "1", LOGNAME: "ada", USER: "ada" },
    maxBuffer: 1e8,
  });
  return readOracle(out);
}
