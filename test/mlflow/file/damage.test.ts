import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { type Run } from "../../../src/mlflow/entities.ts";
import { openStoreHere } from "../../../src/mlflow/open.ts";
import { madeFolder } from "../madeFolder.ts";
import { experimentMeta, runMeta } from "./folderStore.ts";

// What MLflow skips is skipped; what it fails on, for all runs at once, is told on the run that it belongs to.

const sound = { "7/meta.yaml": experimentMeta("7", "seven"), "7/sound/meta.yaml": runMeta("7", "sound") };

async function runsOf(
  files: Record<string, string>,
  prepare: (root: string) => void = () => undefined,
): Promise<Run[]> {
  const root = madeFolder({ ...sound, ...files });
  prepare(root);
  const store = await openStoreHere(root);
  try {
    const { runs } = await store.searchRuns({ experimentIds: ["7"], viewType: "ALL" });
    assert.ok(
      runs.some(({ runId, problems }) => runId === "sound" && problems === undefined),
      "the sound run is listed",
    );
    for (const run of runs) assert.deepEqual(await store.getRun(run.runId), run);
    return runs.filter(({ runId }) => runId !== "sound");
  } finally {
    await store.close();
  }
}

const broken = (meta: string) => ({ "7/bad/meta.yaml": meta });
const withFile = (path: string, content: string) => ({
  "7/bad/meta.yaml": runMeta("7", "bad", { status: "3" }),
  [`7/bad/${path}`]: content,
});

describe("a damaged run is listed with what is wrong with it", () => {
  const cases: { fact: string; files: Record<string, string>; problems: (string | RegExp)[] }[] = [
    { fact: "an empty meta.yaml", files: broken(""), problems: ["meta.yaml is empty."] },
    { fact: "a meta.yaml that is not YAML", files: broken("a: [\n"), problems: [/^meta\.yaml is not YAML: /] },
    { fact: "a meta.yaml that is no mapping", files: broken("words\n"), problems: [/^meta\.yaml is not YAML: /] },
    {
      fact: "no user_id",
      files: broken(runMeta("7", "bad").replace(/user_id.*\n/, "")),
      problems: ["meta.yaml has no user_id."],
    },
    {
      fact: "no start_time",
      files: broken(runMeta("7", "bad").replace(/start_time.*\n/, "")),
      problems: ["meta.yaml has no start_time."],
    },
    {
      fact: "no end_time",
      files: broken(runMeta("7", "bad").replace(/end_time.*\n/, "")),
      problems: ["meta.yaml has no end_time."],
    },
    {
      fact: "a status that MLflow does not know",
      files: broken(runMeta("7", "bad", { status: "9" })),
      problems: ["meta.yaml has an unknown status, 9."],
    },
    {
      fact: "a time that is none",
      files: broken(runMeta("7", "bad", { start_time: "noon" })),
      problems: ["meta.yaml has a start_time that is not a number."],
    },
    {
      fact: "the id of another run",
      files: broken(runMeta("7", "other")),
      problems: ["meta.yaml names another run, other."],
    },
    {
      fact: "an empty metric file",
      files: withFile("metrics/m", ""),
      problems: ["Metric 'm' is malformed: it is empty."],
    },
    {
      fact: "a blank line in a metric",
      files: withFile("metrics/m", "1 2 3\n\n"),
      problems: ["Metric 'm' is malformed: line 2 is empty."],
    },
    {
      fact: "a metric of one column",
      files: withFile("metrics/m", "17\n"),
      problems: ["Metric 'm' is malformed: line 1 has 1 field."],
    },
    {
      fact: "a metric of four columns",
      files: withFile("metrics/m", "1 2 3 4\n"),
      problems: ["Metric 'm' is malformed: line 1 has 4 fields."],
    },
    {
      fact: ".DS_Store among the metrics",
      files: withFile("metrics/.DS_Store", "\0\0\0Bud1"),
      problems: [/^Metric '.DS_Store' is malformed: line 1 has 1 field/],
    },
    {
      fact: "a name that MLflow does not accept",
      files: withFile("tags/a+b", "x"),
      problems: ['tags: "a+b" is not a name that MLflow accepts.'],
    },
    {
      fact: "an input without its meta file",
      files: withFile("inputs/x/note", ""),
      problems: ["inputs/x/meta.yaml is missing."],
    },
    {
      fact: "a data set that is damaged",
      files: {
        ...withFile("inputs/x/meta.yaml", "source_id: d\nsource_type: DATASET\ntags: {}\n"),
        "7/datasets/d/meta.yaml": "name: iris\n",
      },
      problems: ["The data set d is damaged. Its meta.yaml has no name or no digest."],
    },
  ];
  for (const { fact, files, problems } of cases) {
    test(fact, async () => {
      const [run, ...others] = await runsOf(files);
      assert.equal(others.length, 0);
      assert.equal(run?.runId, "bad");
      assert.equal(run.problems?.length, problems.length, run.problems?.join());
      for (const [i, problem] of problems.entries()) {
        if (typeof problem === "string") assert.equal(run.problems?.[i], problem);
        else assert.match(run.problems?.[i] ?? "", problem);
      }
    });
  }

  test("what is damaged hides nothing else of the run", async () => {
    const [run] = await runsOf({
      ...withFile("metrics/m", "1 2 3 4\n"),
      "7/bad/metrics/n": "1 0.5 2\n",
      "7/bad/params/p": "x",
    });
    assert.deepEqual(run?.metrics, { n: { timestamp: 1, value: 0.5, step: 2 } });
    assert.deepEqual(run?.params, { p: "x" });
  });

  test("a run whose meta.yaml tells nothing is FAILED, and none that tells no status is RUNNING", async () => {
    const [bad] = await runsOf(broken(""));
    assert.equal(bad?.status, "FAILED");
    const [silent] = await runsOf(broken(runMeta("7", "bad").replace(/status.*\n/, "")));
    assert.equal(silent?.status, "RUNNING");
    assert.equal(silent?.problems, undefined);
  });

  test("a tag that is no UTF-8, and one of 50 MB", async () => {
    const [run] = await runsOf(withFile("tags/big", "x"), (root) => {
      truncateSync(join(root, "7/bad/tags/big"), 50 << 20);
      writeFileSync(join(root, "7/bad/tags/bytes"), Buffer.from([0xff, 0x41]));
    });
    assert.deepEqual(run?.problems, [
      "tags/big is 52428800 bytes long; only the first 1048576 were read.",
      "tags/bytes is not UTF-8.",
    ]);
    assert.equal(run?.tags.bytes, "\ufffdA");
    assert.equal(run?.tags.big?.length, 1 << 20);
  });

  test("pipes, devices and loops of links", { skip: process.platform === "win32" }, async () => {
    const [run] = await runsOf(withFile("params/p", "x"), (root) => {
      const bad = join(root, "7", "bad");
      execFileSync("mkfifo", [join(bad, "params", "pipe")]);
      symlinkSync("/dev/zero", join(bad, "params", "zero"));
      symlinkSync(bad, join(bad, "tags"));
      symlinkSync("metrics", join(bad, "metrics"));
    });
    assert.deepEqual(run?.params, { p: "x" });
    assert.ok(run.problems?.includes('params: "pipe" is not a file.'));
    assert.ok(run.problems?.includes('params: "zero" is not a file.'));
    assert.ok(run.problems?.includes("metrics: The folder . is a link that leads to itself."));
  });

  test("a pipe in place of meta.yaml", { skip: process.platform === "win32" }, async () => {
    const [run] = await runsOf({ "7/bad/": "" }, (root) => execFileSync("mkfifo", [join(root, "7/bad/meta.yaml")]));
    assert.deepEqual(run?.problems, ["meta.yaml is not a file."]);
  });
});

describe("what MLflow skips is skipped", () => {
  const cases: { fact: string; files: Record<string, string> }[] = [
    { fact: "a folder without meta.yaml", files: { "7/stray/file": "", "7/.ipynb_checkpoints/x": "" } },
    { fact: "a run of another experiment", files: { "7/bad/meta.yaml": runMeta("8", "bad") } },
    { fact: "files among the runs", files: { "7/notes.txt": "x" } },
    {
      fact: "MLflow's own folders",
      files: { "7/tags/meta.yaml": "x", "7/models/meta.yaml": "y", "7/traces/meta.yaml": "" },
    },
  ];
  for (const { fact, files } of cases) test(fact, async () => assert.deepEqual(await runsOf(files), []));

  test("a data set that an input names but that is not there", async () => {
    const [run] = await runsOf(
      withFile("inputs/x/meta.yaml", "source_id: ../../gone\nsource_type: DATASET\ntags: {}\n"),
    );
    assert.deepEqual(run?.datasets, []);
    assert.equal(run?.problems, undefined);
  });
});

describe("what MLflow bears is no problem", () => {
  test(
    "unknown keys, Windows' line ends, and a run that is a link",
    { skip: process.platform === "win32" },
    async () => {
      const meta = runMeta("7", "linked", { extra: "1", nested: "{}" }).replaceAll("\n", "\r\n");
      const [run] = await runsOf({ "elsewhere/meta.yaml": meta, "elsewhere/metrics/m": "1 0.5 2\r\n" }, (root) =>
        symlinkSync(join(root, "elsewhere"), join(root, "7", "linked")),
      );
      assert.equal(run?.problems, undefined);
      assert.equal(run?.metrics.m?.step, 2);
    },
  );

  test("a last metric line without its end is of step 0, as MLflow reads it", async () => {
    const [run] = await runsOf(withFile("metrics/m", "1 0.5 2\n2 2."));
    assert.deepEqual(run?.metrics.m, { timestamp: 1, value: 0.5, step: 2 });
    assert.equal(run.problems, undefined);
  });

  test("a param called __proto__", async () => {
    const [run] = await runsOf(withFile("params/__proto__", "x"));
    assert.deepEqual(Object.entries(run!.params), [["__proto__", "x"]]);
  });
});

describe("experiments", () => {
  async function experimentsOf(files: Record<string, string>) {
    const store = await openStoreHere(madeFolder({ "0/meta.yaml": experimentMeta("0", "Default"), ...files }));
    try {
      const { experiments } = await store.searchExperiments({ viewType: "ALL" });
      return experiments.filter(({ experimentId }) => experimentId !== "0");
    } finally {
      await store.close();
    }
  }

  test("folders without a meta.yaml, with an empty one or with another id are none", async () => {
    const files = {
      "1/x/file": "",
      "2/meta.yaml": "",
      "3/meta.yaml": experimentMeta("4", "four"),
      "foo bar/x": "",
      file: "",
    };
    assert.deepEqual(await experimentsOf(files), []);
  });

  test("a damaged one is listed with what is wrong with it", async () => {
    const [experiment] = await experimentsOf({ "5/meta.yaml": "a: [\n", "5/tags/a+b": "" });
    assert.equal(experiment?.name, "5");
    assert.match(experiment.problems![0]!, /^meta\.yaml is not YAML/);
    assert.equal(experiment.problems!.length, 2);
  });

  test("one whose folder has an impossible name is listed too", async () => {
    const [experiment] = await experimentsOf({ "foo bar/meta.yaml": experimentMeta("foo bar", "odd") });
    assert.deepEqual(experiment?.problems, ["'foo bar' is not an id that MLflow accepts."]);
  });
});
