import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { after } from "node:test";
import { promisify } from "node:util";
import { openStoreHere } from "../../../src/mlflow/open.ts";
import { type Fixture, fixtures, storeUri, temporaryFolder, unpack } from "../../fixtures.ts";
import { contract } from "../contract.ts";
import { type Oracle, readOracle } from "../oracle.ts";
import { type MlflowServer, startServer } from "./server.ts";

// What a server answers is compared with what MLflow's own client of the same version gets from that server.

const root = resolve(import.meta.dirname, "../../..");
/** Where the fixtures were made: a server, unlike us, finds the artifacts only there. */
const madeAt = "/tmp/workspace";
const servers = { "2": "2.22", "3": "3.17" } as const;

for (const fixture of fixtures()) {
  const { major } = fixture;
  if (major === "2" || major === "3") contractThroughServer(fixture, servers[major]);
}

function contractThroughServer({ name, backend, archive }: Fixture, version: "2.22" | "3.17"): void {
  let server: MlflowServer | undefined;
  let oracle: Oracle;
  after(() => server?.stop());
  contract(
    `${name} through a server of MLflow ${version}`,
    () => [oracle],
    async () => {
      mkdirSync(madeAt, { recursive: true });
      const uri = storeUri(unpack(archive, madeAt), backend);
      server = await startServer(version, { backend: uri, artifacts: temporaryFolder() });
      oracle = await ask(version, server.url);
      return openStoreHere(server.url);
    },
  );
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
