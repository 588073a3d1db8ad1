import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { copySample } from "../sample/copy.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";

const workspace = await copySample();
const git = (...args: string[]) => execFileSync("git", args, { cwd: workspace, encoding: "utf8" }).trim();
const tagFile = (run: string, tag: string): string => {
  const mlruns = join(workspace, "mlruns");
  const path = readdirSync(mlruns, { recursive: true, encoding: "utf8" }).find(
    (each) => each.endsWith("tags/mlflow.runName") && readFileSync(join(mlruns, each), "utf8") === run,
  );
  assert.ok(path !== undefined, `no run ${run}`);
  return join(mlruns, path, "..", tag);
};
const unknownCommit = "a".repeat(40);
writeFileSync(tagFile("forest-0", "mlflow.source.git.commit"), unknownCommit);

const bench = await openWorkbench({ workspace });
await bench.openContainer("MLflow");
const view = bench.view("Experiments");

test("the source opens at the line that starts the run", async () => {
  await view.row("iris").expand();
  await view.row("forest-2").click();
  const page = await bench.pageInEditor();
  const line = readFileSync(join(workspace, "train.py"), "utf8")
    .split("\n")
    .findIndex((text) => text.includes("start_run("));
  await page.getByRole("button", { name: `train.py:${line + 1}` }).click();
  await bench.tab("train.py").waitFor();
  await bench.page
    .locator(".statusbar-item")
    .getByText(`Ln ${line + 1}`)
    .waitFor();
  await bench.closeTab("train.py");
});

test("the commit opens in VS Code's Git view", async () => {
  const commit = readFileSync(tagFile("forest-2", "mlflow.source.git.commit"), "utf8");
  const subject = git("log", "-1", "--format=%s", commit);
  await view.row("forest-2").click();
  const page = await bench.pageInEditor();
  await eventually(async () => {
    await page.getByRole("button", { name: commit.slice(0, 7), exact: true }).click();
    await bench.page.locator(".part.editor .tab").getByText(subject).first().waitFor({ timeout: 2_000 });
  });
  await bench.closeAllTabs();
});

test("its experiment opens as the table of its runs, its version as the page of the model", async () => {
  await view.row("forest-5").click();
  const page = await bench.pageInEditor();
  await page.locator(".run-title").getByText("forest-5").waitFor();
  await page.getByRole("button", { name: "iris-forest v3" }).click();
  await bench.tab("iris-forest").waitFor();
  await bench.closeAllTabs();
  await view.row("forest-5").click();
  const again = await bench.pageInEditor();
  await again.getByRole("button", { name: "iris", exact: true }).click();
  await bench.tab("iris").waitFor();
  await bench.closeAllTabs();
});

test("the note is edited in VS Code's own editor", async () => {
  await view.row("forest-5").click();
  const page = await bench.pageInEditor();
  await page.getByRole("button", { name: "Edit Note" }).click();
  await bench.tab("forest-5 note.md").waitFor();
  await bench.closeAllTabs();
});

test("what is done with a run is in the menu of its page", async () => {
  await view.row("forest-5").click();
  const page = await bench.pageInEditor();
  await page.getByRole("button", { name: "More Actions..." }).click();
  await eventually(async () => {
    const labels = await bench.menuLabels();
    for (const label of ["Select for Compare", "Edit Note"]) {
      assert.ok(
        labels.some((each) => each.includes(label)),
        labels.join(),
      );
    }
  });
  await bench.page.keyboard.press("Escape");
  await bench.closeAllTabs();
});

test("nested runs lead to each other", async () => {
  await view.row("iris-sweep").expand();
  await view.row("sweep").click();
  let page = await bench.pageInEditor();
  const nested = page.getByRole("region", { name: "Nested Runs" });
  await nested.getByRole("button").first().waitFor();
  await bench.screenshot("run-nested");
  const name = await nested.getByRole("button").first().innerText();
  await nested.getByRole("button").first().click();
  await bench.tab(name).waitFor();
  page = await bench.pageInEditor();
  await page.getByRole("region", { name: "Parent Run" }).getByRole("button", { name: "sweep" }).click();
  await bench.tab("sweep").waitFor();
});

test("a commit of a repository elsewhere opens on the web", async () => {
  await view.row("flower-photos").expand();
  await view.row("resnet50-augmented").click();
  const page = await bench.pageInEditor();
  await page.getByRole("button", { name: "5d1f0c9", exact: true }).click();
  const asked = bench.dialog(
    "https://github.com/example/flower-photos/commit/5d1f0c9ab34e7726b9719d911017c592f1e2d3c4",
  );
  await asked.element.waitFor();
  await asked.click("Cancel");
});

test("a commit that nobody has is copied", async () => {
  await view.row("forest-0").click();
  const page = await bench.pageInEditor();
  await page.locator(".run-title").getByText("forest-0").waitFor();
  await page.getByRole("button", { name: unknownCommit.slice(0, 7), exact: true }).click();
  await bench.toast("Its hash was copied").element.waitFor();
  assert.equal(await bench.clipboard(), unknownCommit);
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});
