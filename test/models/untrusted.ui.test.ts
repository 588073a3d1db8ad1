import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { delimiter, join } from "node:path";
import { test } from "node:test";
import { openStoreHere } from "../../src/mlflow/open.ts";
import { recordsOf } from "../../src/models/history/record.ts";
import { temporaryFolder } from "../fixtures.ts";
import { copySample } from "../sample/copy.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";

// In place of Git stands what tells that it was asked who the user is.
const workspace = await copySample();
const bin = temporaryFolder();
const asked = join(bin, "asked");
writeFileSync(
  join(bin, "git"),
  `#!/bin/sh\nif [ "$1" = config ]; then echo "$*" >> ${asked}; [ "$3" = user.name ] && echo "Grace Hopper"; fi\n`,
);
chmodSync(join(bin, "git"), 0o755);
mkdirSync(join(workspace, ".vscode"));
writeFileSync(join(workspace, ".vscode", "settings.json"), JSON.stringify({ "mlflowLens.userName": "The Boss" }));

const bench = await openWorkbench({
  workspace,
  trust: false,
  environment: { PATH: `${bin}${delimiter}${process.env.PATH}` },
});
await bench.openContainer("MLflow");
const view = bench.view("Models");
await view.open();

/** Who set the last alias of a version. */
async function lastBy(version: string): Promise<string | undefined> {
  const store = await openStoreHere(join(workspace, "mlruns"));
  const { tags } = await store.getModelVersion("iris-forest", version);
  await store.close();
  return recordsOf(tags).at(-1)?.by;
}

test("in an untrusted workspace no Git is started to learn who, nor is its setting believed", async () => {
  await view.row("iris-forest").expand();
  await view.row("v4").pick("Set Model Alias...");
  await eventually(async () => assert.match(await bench.inputMessage(), /Alias/));
  await bench.type("next");
  await eventually(async () => assert.equal(await lastBy("4"), userInfo().username));
  assert.ok(!existsSync(asked));
});
