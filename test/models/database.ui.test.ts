import { join } from "node:path";
import { temporaryFolder } from "../fixtures.ts";
import { seedRegistry, testPageWrites } from "./pageWrites.ts";

// The model page on a database of MLflow 3.17.

const workspace = temporaryFolder();
const uri = `sqlite:///${join(workspace, "mlflow.db")}`;
seedRegistry(uri, join(workspace, "artifacts"));
await testPageWrites(uri, { workspace, picture: "database" });
