import assert from "node:assert/strict";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { test } from "node:test";
import { openStoreHere } from "../../src/mlflow/open.ts";
import { recordsOf } from "../../src/models/history/record.ts";
import { temporaryFolder } from "../fixtures.ts";
import { copySample } from "../sample/copy.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";

// In place of Git stands what knows a name.
const workspace = await copySample();
const bin = temporaryFolder();
const asked = join(bin, "asked");
writeFileSync(
  join(bin, "git"),
  `#!/bin/sh\nif [ "$1" = config ]; then echo "$*" >> ${asked}; [ "$3" = user.name ] && echo "Grace Hopper"; fi\n`,
);
chmodSync(join(bin, "git"), 0o755);
const bench = await openWorkbench({ workspace, environment: { PATH: `${bin}${delimiter}${process.env.PATH}` } });
await bench.openContainer("MLflow");
const view = bench.view("Models");
await view.open();

test("without the setting, Git says who did it", async () => {
  await view.row("iris-forest").expand();
  await view.row("v4").pick("Set Model Alias...");
  await eventually(async () => assert.match(await bench.inputMessage(), /Alias/));
  await bench.type("next");
  await eventually(async () => {
    const store = await openStoreHere(join(workspace, "mlruns"));
    const { tags } = await store.getModelVersion("iris-forest", "4");
    await store.close();
    assert.equal(recordsOf(tags).at(-1)?.by, "Grace Hopper");
  });
  assert.match(readFileSync(asked, "utf8"), /config --get user\.name/);
});
