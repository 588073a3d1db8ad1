import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import { temporaryFolder } from "../fixtures.ts";
import { openWorkbench } from "../ui/workbench.ts";

// A server on which the user may look and not write.
const version = {
  ...{ name: "churn", version: "1", current_stage: "Staging", status: "READY", source: "s3://bucket/model" },
  ...{ creation_timestamp: 1_790_000_000_000, last_updated_timestamp: 1_790_000_000_000 },
};
const answers: Record<string, object> = {
  "experiments/search": { experiments: [] },
  "registered-models/search": { registered_models: [{ name: "churn" }] },
  "registered-models/get": { registered_model: { name: "churn", aliases: [{ alias: "champion", version: "1" }] } },
  "model-versions/search": { model_versions: [version] },
  "model-versions/get": { model_version: version },
};
const server = createServer((request, response) => {
  const path = /\/mlflow\/([\w-]+\/[\w-]+)/.exec(request.url ?? "")?.[1] ?? "";
  const answer = answers[path];
  if (request.url === "/version") response.end("3.17.2");
  else if (answer !== undefined) response.setHeader("content-type", "application/json").end(JSON.stringify(answer));
  else {
    const isWrite = request.method !== "GET";
    response.writeHead(isWrite ? 403 : 404, { "content-type": "application/json" });
    const refusal = { error_code: "PERMISSION_DENIED", message: "ada may not write to the model churn" };
    response.end(JSON.stringify(isWrite ? refusal : { error_code: "RESOURCE_DOES_NOT_EXIST", message: "gone" }));
  }
}).listen(0, "127.0.0.1");
await once(server, "listening");
after(() => server.close());

const bench = await openWorkbench({
  workspace: temporaryFolder(),
  settings: { "mlflowLens.stores": [`http://127.0.0.1:${(server.address() as AddressInfo).port}`] },
});
await bench.openContainer("MLflow");
const view = bench.view("Models");
await view.open();

test("a user without rights gets the server's words, and nothing was moved", async () => {
  await view.row("churn").click();
  const page = await bench.pageInEditor();
  await page.getByRole("tab", { name: "Board" }).click();
  await page.locator(".card").dragTo(page.getByRole("region", { name: "Production", exact: true }));
  const form = page.getByRole("dialog");
  await form.getByRole("button", { name: "Move v1 to Production" }).click();
  await form.getByText("ada may not write to the model churn").waitFor();
  await bench.screenshot("model-refused");
  await form.getByRole("button", { name: "Cancel" }).click();
  assert.match(await page.getByRole("region", { name: "Staging", exact: true }).innerText(), /v1/);
});

test("the same for a command of the view", async () => {
  await view.row("churn").pick("Set Model Tag...");
  await bench.type("team");
  await bench.type("sales");
  await bench.toast("ada may not write to the model churn").text();
});
