import { join } from "node:path";
import { after } from "node:test";
import { temporaryFolder } from "../fixtures.ts";
import { startServer } from "../mlflow/rest/server.ts";
import { seedRegistry, testPageWrites } from "./pageWrites.ts";

// The model page on a server of MLflow 3.17.

const folder = temporaryFolder();
const server = await startServer("3.17", {
  backend: `sqlite:///${join(folder, "mlflow.db")}`,
  artifacts: join(folder, "artifacts"),
});
after(() => server.stop());
seedRegistry(server.url);
await testPageWrites(server.url, { workspace: temporaryFolder(), stores: [server.url], picture: "server" });
