import { after, describe } from "node:test";
import { openStoreHere } from "../../../src/mlflow/open.ts";
import { type Fixture, temporaryFolder } from "../../fixtures.ts";
import { contract, type Skipped } from "../contract.ts";
import type { Oracle } from "../oracle.ts";
import { type RealMlflow, startMlflow } from "../realMlflow.ts";
import { unpackAtHome } from "./atHome.ts";
import { type MlflowServer, startServer } from "./server.ts";

const notThroughServers: Skipped[] = [
  {
    title: /^list_artifacts .*(\.\.|\/etc)/,
    why: "MLflow's client looks at files of its own machine itself, past the server and its guard",
  },
  {
    title: /^search_registered_models .*('unclosed|":" ")/,
    why: "MLflow's client hides prompts by words that it adds to the filter: what is broken breaks otherwise",
  },
  { title: /^readArtifact, \S+ 100%/, why: "MLflow's server does not send a file with a percent sign in its name" },
];

/**
 * The contract through live servers: each must answer what MLflow answers of the store itself. Where a server's answer is
 * another (it looks at a request before its store does), MLflow's own client must be answered the same by that server.
 */
export function contractThroughServers(served: readonly Fixture[], version: "2.22" | "3.17"): void {
  describe(`through a server of MLflow ${version}`, () => {
    let client: Promise<RealMlflow> | undefined;
    after(async () => (await client)?.close());

    for (const fixture of served) {
      describe(fixture.name, () => {
        let server: MlflowServer | undefined;
        let oracle: Oracle;
        after(() => server?.stop());

        contract(
          "the REST store",
          () => [oracle],
          async () => {
            const home = unpackAtHome(fixture);
            oracle = home.oracle;
            server = await startServer(version, { backend: home.uri, artifacts: temporaryFolder() });
            return openStoreHere(server.url);
          },
          {
            skipped: notThroughServers,
            judge: async (calls) => {
              client ??= startMlflow(version, server!.url, temporaryFolder());
              const [, ...answers] = await (await client).ask([["open", server!.url], ...calls]);
              return answers;
            },
          },
        );
      });
    }
  });
}
