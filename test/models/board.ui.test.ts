import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openStoreHere } from "../../src/mlflow/open.ts";
import { copySample } from "../sample/copy.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";

const workspace = await copySample();
const bench = await openWorkbench({
  workspace,
  settings: {
    "mlflowLens.userName": "Ada Lovelace",
    "mlflowLens.modelChecks": [
      { metric: "accuracy", atLeast: 0.5 },
      { require: "signature" },
      { require: "description" },
    ],
  },
});
await bench.openContainer("MLflow");
const view = bench.view("Models");
await view.open();
await view.row("iris-forest").click();
const page = await bench.pageInEditor();
await page.getByRole("tab", { name: "Board" }).click();
const column = (name: string) => page.getByRole("region", { name, exact: true });
const card = (version: string) => page.locator(".card").filter({ hasText: version });
const form = page.getByRole("dialog");
const stageOf = (version: string) => {
  const meta = readFileSync(
    join(workspace, "mlruns", "models", "iris-forest", `version-${version}`, "meta.yaml"),
    "utf8",
  );
  return /current_stage: (\w+)/.exec(meta)?.[1];
};

test("the board shows each version in its stage, with aliases, metric and checks", async () => {
  assert.match(await column("Production").innerText(), /v2[^]*@champion[^]*accuracy/);
  assert.match(await column("Staging").innerText(), /v3[^]*@challenger/);
  await card("v4").getByText("checks 2/3").waitFor();
  await card("v1")
    .getByText(/checks \d\/3/)
    .waitFor();
  await bench.screenshotInAllThemes("model-board");
  assert.deepEqual(await bench.accessibilityProblems(), []);
});

test("a card dragged to production asks first: what is archived, what the checks say", async () => {
  await card("v3").dragTo(column("Production"));
  await form.getByRole("heading", { name: "Move v3 to Production" }).waitFor();
  await form.getByRole("checkbox", { name: "Archive v2, which is in stage Production now" }).waitFor();
  assert.match(await form.innerText(), /accuracy at least 0\.5[^]*A signature[^]*A description[^]*Ada Lovelace/);
  await form.getByLabel("Why").fill("validated on November's flowers");
  await bench.screenshotInAllThemes("model-promotion");
  assert.deepEqual(await bench.accessibilityProblems(), []);
  await form.getByRole("button", { name: "Move v3 to Production, Archive v2" }).click();
  await column("Production").getByText("v3").waitFor();
  await column("Archived").getByText("v2").waitFor();
  assert.deepEqual(["2", "3"].map(stageOf), ["Archived", "Production"]);
});

test("what serves, since when and by whom, says the head of the page", async () => {
  await eventually(async () =>
    assert.match(
      await page.getByRole("list", { name: "Now" }).innerText(),
      /Production\s+v3\s+since now by Ada Lovelace.*validated on November's flowers/s,
    ),
  );
});

test("a failed check asks for a reason, and Escape leaves all as it was", async () => {
  await card("v4").getByRole("button", { name: "Actions of v4" }).click();
  await bench.pickFromMenu("Move to Stage...");
  await bench.pick("Production");
  await form.getByText("A check failed: say why it is moved all the same.").waitFor();
  assert.ok(await form.getByRole("button", { name: /^Move v4 to Production/ }).isDisabled());
  await bench.screenshot("model-failed-check");
  await form.getByLabel("Why").press("Escape");
  await form.waitFor({ state: "detached" });
  assert.equal(stageOf("4"), "None");
});

test("who is slower is told: another client moved the version while the form was open", async () => {
  await card("v4").dragTo(column("Staging"));
  await form.getByRole("heading", { name: "Move v4 to Staging" }).waitFor();
  const other = await openStoreHere(join(workspace, "mlruns"));
  await other.transitionModelVersionStage({
    name: "iris-forest",
    version: "4",
    stage: "Archived",
    archiveExistingVersions: false,
  });
  await other.close();
  await form.getByRole("button", { name: "Move v4 to Staging" }).click();
  await page.getByText("was faster: v4 is in stage Archived now, and was not moved").waitFor();
  await column("Archived").getByText("v4").waitFor();
  await bench.screenshot("model-overtaken");
});

test("the history tells the promotion with its reason and checks, and what was in production on a day", async () => {
  await page.getByRole("tab", { name: "History" }).click();
  const log = page.getByRole("list", { name: "History" });
  const text = await log.innerText();
  assert.match(text, /None → Archived, in one move or several[^]*elsewhere/);
  assert.match(text, /Staging → Production[^]*validated on November's flowers[^]*checks 3\/3/);
  assert.match(text, /Production → Archived, replaced by v3/);
  const today = new Date().toLocaleDateString("sv");
  await page.getByLabel("In production on").fill(today);
  await page.locator(".served").getByText("v3").waitFor();
  await bench.screenshot("model-served-on");
});

test("the history is exported as CSV", async () => {
  await page.getByRole("button", { name: "Export CSV..." }).click();
  const file = join(workspace, "history.csv");
  await bench.typeFile(file);
  await eventually(() =>
    assert.match(
      readFileSync(file, "utf8"),
      /,3,Ada Lovelace,stage,,Staging,Production,validated on November's flowers,/,
    ),
  );
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});
