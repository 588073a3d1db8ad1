import assert from "node:assert/strict";
import { existsSync, globSync, mkdirSync, readFileSync, readdirSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { copySample } from "../sample/copy.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";

const workspace = await copySample();
const downloads = join(dirname(workspace), "downloads");
mkdirSync(downloads);
/** Content of the run `forest-8` that takes seconds to copy; sparse, so that it takes no room where it lies. */
const artifacts = globSync("mlruns/*/*/artifacts/importances.csv", { cwd: workspace }).map((file) =>
  dirname(join(workspace, file)),
);
for (const folder of artifacts) {
  writeFileSync(join(folder, "huge.bin"), "");
  truncateSync(join(folder, "huge.bin"), 6 * 1024 ** 3);
}
const bench = await openWorkbench({ workspace });
await bench.openContainer("MLflow");
const view = bench.view("Experiments");
await view.row("mlflow.db").collapse();
await view.row("flower-photos").expand();
await view.row("resnet50-augmented").expand();
await view.row("Artifacts").expand();

test("text opens in a text editor, read-only", async () => {
  await view.row("requirements.txt").click();
  await eventually(async () => assert.match(await bench.editorText(), /==/));
  await bench.page.locator(".part.editor .view-lines").first().click();
  await bench.page.keyboard.type("x");
  await bench.page.getByText("belongs to the run that logged it").first().waitFor();
  await bench.page.keyboard.press("Escape");
});

test("YAML and a diff open with the colours of their languages", async () => {
  await view.row("config").expand();
  await view.row("network.yaml").click();
  await bench.tab("network.yaml").waitFor();
  await bench.statusItem("YAML").waitFor();
  await view.row("config").collapse();
  await view.row("uncommitted.diff").click();
  await bench.statusItem("Diff").waitFor();
});

test("JSON and CSV open as text of their kind", async () => {
  await view.row("predictions.json").click();
  await bench.statusItem("JSON").waitFor();
  await view.row("report").expand();
  await view.row("by_species.csv").click();
  await eventually(async () => assert.match(await bench.editorText(), /,/));
});

test("Markdown opens as its preview", async () => {
  await view.row("report.md").click();
  const preview = await bench.pageInEditor();
  await preview.locator("h1").first().waitFor();
  await bench.screenshotInAllThemes("artifact-markdown");
});

test("a notebook opens as a notebook", async () => {
  await view.row("look.ipynb").click();
  await bench.page.locator(".notebookOverlay .cell-list-container").first().waitFor();
  await bench.screenshot("artifact-notebook");
});

test("HTML opens as source and runs nothing", async () => {
  await view.row("report.html").click();
  await bench.statusItem("HTML").waitFor();
  await eventually(async () => assert.match(await bench.editorText(), /<html|<!doctype/i));
  await view.row("report").collapse();
});

test("a picture opens as a picture", async () => {
  await view.row("plots").expand();
  await view.row("confusion_matrix.png").click();
  const picture = await bench.pageInEditor();
  await picture.locator("img").first().waitFor();
  await bench.screenshotInAllThemes("artifact-image");
  await view.row("plots").collapse();
});

test("a name with spaces and umlauts opens", async () => {
  await view.row("notes").expand();
  await view.row("Fotos prüfen.txt").click();
  await bench.tab("Fotos prüfen.txt").waitFor();
  await view.row("notes").collapse();
});

test("a binary file says that it is one", async () => {
  await view.row("weights").expand();
  await view.row("head.bin").click();
  await bench.page
    .getByText(/not displayed in the text editor/)
    .first()
    .waitFor();
  await view.row("weights").collapse();
});

test("Save As writes the artifact where the user says", async () => {
  await view.row("requirements.txt").pick("Save As...");
  await bench.typeFile(join(downloads, "saved.txt"));
  await eventually(() => assert.match(readFileSync(join(downloads, "saved.txt"), "utf8"), /==/));
});

test("Download writes a folder whole and says where", async () => {
  await view.row("report").pick("Download...");
  await bench.typeFolder(downloads);
  const toast = bench.toast("Downloaded report");
  assert.match(await toast.text(), /Downloaded report to /);
  assert.deepEqual(readdirSync(join(downloads, "report")).sort(), [
    "by_species.csv",
    "look.ipynb",
    "report.html",
    "report.md",
    "summary.json",
  ]);
  await bench.toast("Downloading report").waitUntilGone();
  await bench.screenshot("artifact-downloaded");
  await bench.closeToasts();
});

test("Download writes a whole model", async () => {
  await view.row("flower-photos").collapse();
  await view.row("iris").expand();
  await view.row("forest-8").expand();
  await view.row("Models").expand();
  await view.row("model").pick("Download...");
  await bench.typeFolder(downloads);
  await bench.toast("Downloaded").element.waitFor();
  await bench.toast("Downloading").waitUntilGone();
  const [model] = readdirSync(downloads).filter((name) => name.startsWith("m-"));
  assert.ok(model !== undefined && existsSync(join(downloads, model, "MLmodel")), readdirSync(downloads).join());
  await bench.closeToasts();
});

test("Download can be cancelled, and leaves nothing behind", async () => {
  await view.row("Models").collapse();
  await view.row("Artifacts").expand();
  await view.row("huge.bin").pick("Download...");
  await bench.typeFolder(downloads);
  const toast = bench.toast("Downloading huge.bin");
  await eventually(async () => assert.match(await toast.text(), /\d MB/));
  await bench.screenshot("artifact-downloading");
  await toast.click("Cancel");
  await toast.waitUntilGone();
  assert.ok(!readdirSync(downloads).some((name) => name.includes("huge")), readdirSync(downloads).join());
});

test("Reveal in File Explorer shows a local artifact where it lies", async () => {
  await view.row("importances.csv").pick("Reveal in File Explorer");
  await bench.page
    .locator(".explorer-folders-view .monaco-list-row.selected, .explorer-folders-view .monaco-list-row.focused")
    .getByText("importances.csv")
    .waitFor();
  await bench.screenshot("artifact-revealed");
});

test("an artifact that is open is still there after a reload of the window", async () => {
  await bench.openContainer("MLflow");
  await view.row("importances.csv").doubleClick();
  await bench.tab("importances.csv").waitFor();
  await bench.reload();
  await eventually(async () => assert.match(await bench.editorText(), /,/));
});
