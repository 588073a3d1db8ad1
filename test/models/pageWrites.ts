import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { after, test } from "node:test";
import { python, pythonEnvironment } from "../../scripts/bootstrap/python.mjs";
import { recordsOf } from "../../src/models/history/record.ts";
import { temporaryFolder } from "../fixtures.ts";
import { openWorkbench } from "../ui/workbench.ts";
import { startReader } from "./reader.ts";

/** A registry that the real MLflow 3.17 writes: the model churn, its first version in production as @champion. */
export function seedRegistry(uri: string, artifacts?: string): void {
  const program = join(import.meta.dirname, "seed.py");
  execFileSync(python("3.17"), ["-W", "ignore", program, uri, ...(artifacts === undefined ? [] : [artifacts])], {
    cwd: temporaryFolder(),
    env: { ...process.env, ...pythonEnvironment, MLFLOW_DISABLE_TELEMETRY: "true" },
    stdio: ["ignore", "ignore", "pipe"],
  });
}

/**
 * Moves, aliases and describes versions of `seedRegistry`'s model as a user does, reads each back with the real client, and
 * finds it all in the history.
 *
 * @param picture what its pictures are called
 */
export async function testPageWrites(
  uri: string,
  { workspace, stores, picture }: { workspace: string; stores?: string[]; picture: string },
): Promise<void> {
  const client = startReader("3.17", uri);
  after(() => client.close());
  const settings = { "mlflowLens.userName": "Ada Lovelace", ...(stores && { "mlflowLens.stores": stores }) };
  const bench = await openWorkbench({ workspace, settings });
  await bench.openContainer("MLflow");
  const view = bench.view("Models");
  await view.open();
  await view.row("churn").click();
  const page = await bench.pageInEditor();
  const column = (name: string) => page.getByRole("region", { name, exact: true });
  const card = (version: string) =>
    page.locator(".card").filter({ has: page.getByRole("button", { name: version, exact: true }) });
  const form = page.getByRole("dialog");
  const details = page.locator(".details");
  const stages = async () => {
    const { versions } = await client.read("churn");
    return ["1", "2", "3"].map((version) => versions[version]?.stage);
  };

  test("a version dragged to production archives what stood there, and MLflow's client reads both", async () => {
    await page.getByRole("tab", { name: "Board" }).click();
    await card("v2").dragTo(column("Production"));
    await form.getByRole("checkbox", { name: "Archive v1, which is in stage Production now" }).waitFor();
    await form.getByLabel("Why").fill("better on June's customers");
    await form.getByRole("button", { name: "Move v2 to Production, Archive v1" }).click();
    await column("Production").getByText("v2").waitFor();
    await column("Archived").getByText("v1").waitFor();
    assert.deepEqual(await stages(), ["Archived", "Production", "None"]);
    await bench.screenshotInAllThemes(`model-${picture}-board`);
  });

  test("so does one that is moved by its menu", async () => {
    await card("v3").getByRole("button", { name: "Actions of v3" }).click();
    await bench.pickFromMenu("Move to Stage...");
    await bench.pick("Staging");
    await form.getByRole("button", { name: "Move v3 to Staging" }).click();
    await column("Staging").getByText("v3").waitFor();
    assert.deepEqual(await stages(), ["Archived", "Production", "Staging"]);
  });

  test("aliases are set, moved from another version, and removed", async () => {
    await card("v2").getByRole("button", { name: "v2", exact: true }).click();
    for (const alias of ["champion", "candidate"]) {
      await details.getByText("Add alias").click();
      await details.getByRole("textbox", { name: "New alias of v2" }).fill(alias);
      await bench.page.keyboard.press("Enter");
      await details.getByRole("button", { name: `Remove alias ${alias}` }).waitFor();
    }
    assert.deepEqual((await client.read("churn")).aliases, { champion: "2", candidate: "2" });
    await details.getByRole("button", { name: "Remove alias candidate" }).click();
    await details.getByRole("button", { name: "Remove alias candidate" }).waitFor({ state: "detached" });
    assert.deepEqual((await client.read("churn")).aliases, { champion: "2" });
  });

  test("descriptions of a version and of the model are edited as Markdown", async () => {
    for (const [of, text] of [
      ["v2", "Trained on **May**"],
      ["the model", "Who will *leave*, and when?"],
    ] as const) {
      await page.getByRole("button", { name: `Edit the description of ${of}` }).click();
      await page.getByRole("textbox", { name: `Edit the description of ${of}` }).fill(text);
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByRole("textbox", { name: `Edit the description of ${of}` }).waitFor({ state: "detached" });
    }
    await details.locator("strong", { hasText: "May" }).waitFor();
    await page.locator("header em", { hasText: "leave" }).waitFor();
    const { description, versions } = await client.read("churn");
    assert.deepEqual([versions["2"]?.description, description], ["Trained on **May**", "Who will *leave*, and when?"]);
  });

  test("the history of it all is kept in the store, and told after the window was loaded anew", async () => {
    const { tags, versions } = await client.read("churn");
    for (const [version, moves] of Object.entries({ "1": 1, "2": 1, "3": 1 })) {
      const records = recordsOf(versions[version]?.tags ?? {});
      assert.equal(records.filter(({ change }) => change.action === "stage").length, moves, version);
      assert.ok(
        records.every(({ outcome, by }) => outcome === "done" && by === "Ada Lovelace"),
        version,
      );
    }
    assert.equal(recordsOf(tags).at(-1)?.change.action, "description");
    await bench.reload();
    const again = await bench.pageInEditor();
    await again.getByRole("tab", { name: "History" }).click();
    const log = again.getByRole("list", { name: "History" });
    await log.getByText("description of the model changed").waitFor();
    const text = await log.innerText();
    for (const line of [
      /None → Production[^]*Ada Lovelace[^]*better on June's customers/,
      /Production → Archived, replaced by v2/,
      /None → Staging/,
      /alias champion moved here from v1/,
      /alias candidate set/,
      /alias candidate removed from v2/,
      // The real MLflow put it there, and nobody recorded it.
      /None → Production, in one move or several\s+elsewhere/,
    ])
      assert.match(text, line);
    await bench.screenshotInAllThemes(`model-${picture}-history`);
    assert.deepEqual(await bench.accessibilityProblems(), []);
  });

  test("nothing went wrong on the way", () => {
    assert.deepEqual(bench.consoleErrors, []);
  });
}
