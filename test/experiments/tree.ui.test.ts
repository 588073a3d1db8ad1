import assert from "node:assert/strict";
import { test } from "node:test";
import { copySample } from "../sample/copy.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";

const workspace = await copySample();
const bench = await openWorkbench({ workspace });
await bench.openContainer("MLflow");
const view = bench.view("Experiments");
const labels = async () => (await view.rows()).map((row) => row.label);

/** Waits until these rows stand in this order, with whatever else between them. */
const inOrder = (...wanted: string[]) =>
  eventually(async () => {
    const shown = await labels();
    assert.deepEqual(
      shown.filter((label) => wanted.includes(label)),
      wanted,
      shown.join(" | "),
    );
  });

test("each store of the workspace is shown once, with its experiments and how many runs they have", async () => {
  assert.match((await view.row("iris").content()).description, /^5 runs · /);
  assert.match((await view.row("iris-sweep").content()).description, /^13 runs · /);
  assert.match((await view.row("flower-photos").content()).description, /^6 runs · /);
  await view.row("support-bot").content();
  const shown = await labels();
  assert.deepEqual(
    shown.filter((label) => label.startsWith("ml")),
    ["mlflow.db", "mlruns"],
  );
});

test("runs are newest first, each with the icon and colour of its status, its metric and its age", async () => {
  await view.row("mlflow.db").collapse();
  await view.row("flower-photos").expand();
  await inOrder(
    "convnext-tiny",
    "vit-small",
    "resnet50-hot",
    "resnet50-augmented",
    "resnet18-augmented",
    "resnet18-baseline",
  );
  const icons = {
    "convnext-tiny": "sync",
    "vit-small": "circle-slash",
    "resnet50-hot": "error",
    "resnet50-augmented": "pass",
  };
  const colors = new Set<string>();
  for (const [label, icon] of Object.entries(icons)) {
    const content = await view.row(label).content();
    assert.equal(content.icon, icon, label);
    assert.match(content.description, /\S+ [\d.]+ · \d+\w+$/, label);
    colors.add(content.iconColor);
  }
  assert.equal(colors.size, 4, "each status has a colour of its own");
  await bench.screenshotInAllThemes("experiments-runs");
});

test("a screen reader hears the status and the metric", async () => {
  assert.match((await view.row("resnet50-hot").content()).ariaLabel, /^resnet50-hot, failed, .+/);
});

test("nested runs are under their parents, which sum them up", async () => {
  await view.row("flower-photos").collapse();
  await view.row("iris-sweep").expand();
  assert.match((await view.row("sweep").content()).description, /3 nested runs/);
  assert.ok(!(await labels()).includes("depth=2"));
  await view.row("sweep").expand();
  await inOrder("depth=3", "depth=2", "depth=1");
  await view.row("depth=2").expand();
  await inOrder("depth=2 trees=10", "depth=2 trees=5", "depth=2 trees=2");
  assert.equal((await view.row("depth=2 trees=5").content()).level, 5);
  await bench.screenshot("experiments-nested");
  await view.row("iris-sweep").collapse();
});

test("the tooltip tells parameters, metrics, source, commit, duration and the note as Markdown", async () => {
  await view.row("iris").expand();
  const text = await view.row("forest-8").tooltip();
  for (const part of [
    "finished",
    "Duration",
    "Source",
    "/iris",
    "Commit",
    "Metrics",
    "accuracy",
    "Parameters",
    "n_estimators",
  ]) {
    assert.ok(text.includes(part), `${part} is missing in: ${text}`);
  }
  // A change of theme closes the tooltip.
  for (const theme of ["light", "high-contrast", "dark"] as const) {
    await bench.setTheme(theme);
    await view.row("forest-8").tooltip();
    await bench.screenshot("experiments-tooltip");
  }
});

test("under a run are its parameters, metrics, tags, datasets, models and artifacts", async () => {
  await view.row("forest-8").expand();
  await inOrder("Parameters", "Metrics", "Tags", "Datasets", "Models", "Artifacts");
  await view.row("Parameters").expand();
  assert.equal((await view.row("n_estimators").content()).description, "8");
  await view.row("Parameters").collapse();
  await view.row("Metrics").expand();
  assert.match((await view.row("accuracy").content()).description, /^0\.\d+$|^1$/);
  await view.row("Metrics").collapse();
  await view.row("Tags").expand();
  await view.row("mlflow.source.git.commit").content();
  await view.row("Tags").collapse();
  await view.row("Datasets").expand();
  await eventually(async () => assert.ok((await view.rows()).some((row) => row.icon === "table")));
  await view.row("Datasets").collapse();
  await view.row("Models").expand();
  await view.row("model").content();
  await view.row("Models").collapse();
});

test("the files of a model of MLflow 3 show under the run's artifacts all the same", async () => {
  await view.row("Artifacts").expand();
  await view.row("model").expand();
  await view.row("MLmodel").content();
  await view.row("plots").expand();
  await view.row("confusion_matrix.png").content();
  await bench.screenshotInAllThemes("experiments-inside-run");
  await view.row("Artifacts").collapse();
});

test("what was deleted is hidden until asked for, and then marked", async () => {
  assert.ok(!(await labels()).includes("scratch"));
  await bench.runCommand("MLflow: Show Deleted");
  assert.equal((await view.row("scratch").content()).icon, "archive");
  const deleted = await view.row("typo in the depth").content();
  assert.equal(deleted.icon, "archive");
  assert.match(deleted.description, /^deleted/);
  await bench.screenshot("experiments-deleted");
  await view.openTitleMenu();
  await bench.pickFromMenu("Hide Deleted");
  await view.row("scratch").element.waitFor({ state: "detached" });
});

test("runs are sorted by a metric, a parameter or an attribute, both ways", async () => {
  await view.row("forest-8").collapse();
  await view.openTitleMenu();
  await bench.pickFromMenu("Sort Runs...");
  await bench.pick("n_estimators");
  await bench.pick("Ascending");
  await inOrder("forest-0", "forest-2", "forest-3", "forest-5", "forest-8");
  await eventually(async () => assert.equal(await view.message(), "Sorted by n_estimators ↑"));
  await bench.runCommand("MLflow: Sort Runs...");
  await bench.pick("Name");
  await bench.pick("Descending");
  await inOrder("forest-8", "forest-5", "forest-3", "forest-2", "forest-0");
  await bench.runCommand("MLflow: Sort Runs...");
  await bench.pick("accuracy");
  await bench.pick("Descending");
  await eventually(async () => {
    const runs = (await view.rows()).filter((row) => row.label.startsWith("forest-"));
    assert.equal(runs.at(-1)?.label, "forest-0", "the run without that metric comes last");
    const values = runs.slice(0, -1).map((row) => Number(/accuracy ([\d.]+)/.exec(row.description)?.[1]));
    assert.deepEqual(
      values,
      [...values].sort((a, b) => b - a),
    );
  });
  await bench.runCommand("MLflow: Sort Runs...");
  await bench.pick("Start Time");
  await bench.pick("Descending");
});

test("runs are filtered in MLflow's syntax, and a wrong filter is told in MLflow's words", async () => {
  await view.clickTitleAction("Filter Runs...");
  await bench.fill("params.n_estimators > 3");
  await eventually(async () =>
    assert.match(await bench.inputMessage(), /Expected a quoted string value|Invalid comparator/),
  );
  await bench.screenshot("experiments-wrong-filter");
  await bench.fill("metrics.accuracy >");
  await eventually(async () =>
    assert.match(await bench.inputMessage(), /Invalid clause\(s\) in filter string: 'metrics.accuracy', '>'/),
  );
  await bench.fill("params.n_estimators = '5' or params.n_estimators = '8'");
  await eventually(async () => assert.match(await bench.inputMessage(), /Invalid clause\(s\) in filter string: 'or'/));
  await bench.type("params.n_estimators = '5'");
  await eventually(async () =>
    assert.deepEqual(
      (await labels()).filter((label) => label.startsWith("forest-")),
      ["forest-5"],
    ),
  );
  await eventually(async () => assert.equal(await view.message(), "Filter: params.n_estimators = '5'"));
  await bench.screenshot("experiments-filtered");
  await bench.runCommand("MLflow: Clear Filter");
  await inOrder("forest-0", "forest-8", "forest-5", "forest-3", "forest-2");
});

test("the metric beside the runs is the one that the user chooses", async () => {
  await view.row("iris").pick("Choose Metric...");
  const [, other] = await bench.picks();
  assert.ok(other);
  await bench.pick(other);
  await eventually(async () => assert.ok((await view.row("forest-8").content()).description.startsWith(`${other} `)));
});

test("ids, paths and values are copied", async () => {
  await view.row("forest-8").pick("Copy Run ID");
  await eventually(async () => assert.match(await bench.clipboard(), /^[0-9a-f]{32}$/));
  await view.row("forest-8").click();
  await view.row("forest-5").addToSelection();
  await view.row("forest-5").pick("Copy Run ID");
  await eventually(async () => assert.match(await bench.clipboard(), /^[0-9a-f]{32}\n[0-9a-f]{32}$/));
  await view.row("forest-8").expand();
  await view.row("Parameters").expand();
  await view.row("n_estimators").pick("Copy Value");
  await eventually(async () => assert.equal(await bench.clipboard(), "8"));
  await view.row("Parameters").collapse();
  await view.row("Artifacts").expand();
  await view.row("importances.csv").pick("Copy Path");
  await eventually(async () =>
    assert.match(await bench.clipboard(), /\/mlruns\/\d+\/[0-9a-f]{32}\/artifacts\/importances\.csv$/),
  );
});

test("Collapse All closes what is open, and Refresh keeps what was set", async () => {
  await view.clickTitleAction("Collapse All");
  await eventually(async () => assert.deepEqual(await labels(), ["mlflow.db", "mlruns"]));
  await view.row("mlruns").expand();
  await view.clickTitleAction("Refresh");
  await view.row("iris").content();
});

test("the order and the filter are still there after a reload of the window", async () => {
  await bench.runCommand("MLflow: Filter Runs...");
  await bench.type("params.n_estimators = '5'");
  await eventually(async () => assert.match(await view.message(), /Filter: /));
  await bench.reload();
  await bench.openContainer("MLflow");
  await eventually(async () => assert.match(await view.message(), /Filter: params\.n_estimators = '5'/));
  await bench.runCommand("MLflow: Clear Filter");
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});
