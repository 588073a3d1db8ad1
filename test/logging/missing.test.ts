import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { missingIn, withAdditions, type Part } from "../../src/logging/missing.ts";
import { completed } from "./completed.ts";

/** The lines that are new in a script, each with what it is for, without those of the functions' bodies. */
function added(text: string, version?: string): string[] {
  return missingIn(text, version).additions.flatMap(({ part, text: lines }) =>
    lines
      .split("\n")
      .filter((line) => line.trim() !== "" && !(/^\s/.test(line) && lines.includes("def ")))
      .map((line) => `${part}: ${line}`),
  );
}

const partsOf = (text: string, version?: string) => [
  ...new Set(missingIn(text, version).additions.map(({ part }): Part => part)),
];

const forest = `"""Trains a forest."""

from __future__ import annotations

import argparse
import json

import pandas as pd
from sklearn.ensemble import RandomForestClassifier

parser = argparse.ArgumentParser()
options = parser.parse_args()

# The flowers.
flowers = pd.read_csv("data/iris.csv")


def train(data):
    return RandomForestClassifier().fit(data.drop(columns="target"), data["target"])


train(flowers)
`;

describe("a script that does not know mlflow", () => {
  test("gets a run, the libraries that it imports, its data, its environment and its changes", () => {
    assert.deepEqual(added(forest), [
      "packages: import importlib.metadata",
      "changes: import pathlib",
      "packages: import platform",
      "changes: import subprocess",
      "changes: import tempfile",
      "autolog: import mlflow",
      "autolog: mlflow.sklearn.autolog()",
      "packages: def log_packages():",
      "changes: def log_uncommitted_changes():",
      "run: mlflow.start_run()",
      "packages: log_packages()",
      "changes: log_uncommitted_changes()",
      'data: mlflow.log_input(mlflow.data.from_pandas(flowers, source="data/iris.csv", name="iris"), context="training")',
    ]);
  });

  test("has its imports where they belong: after the docstring and __future__, among those that are there", () => {
    const [head = ""] = completed(forest).split("\n\n\n");
    assert.equal(
      head,
      `"""Trains a forest."""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import pathlib
import platform
import subprocess
import tempfile

import mlflow
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

mlflow.sklearn.autolog()`,
    );
  });

  test("lacks nothing the second time", () => {
    assert.deepEqual(missingIn(completed(forest), undefined), { additions: [], hasPlace: true });
  });
});

test("only what is wanted is added, with the imports that it needs", () => {
  const { additions } = missingIn(forest, undefined, ["changes"]);
  assert.deepEqual([...new Set(additions.map(({ part }) => part))].sort(), ["changes", "run"]);
  const result = withAdditions(forest, additions);
  assert.match(result, /^import mlflow$/m);
  assert.doesNotMatch(result, /importlib|autolog|log_input/);
  const rest = withAdditions(forest, missingIn(forest, undefined, ["autolog", "data", "packages"]).additions);
  assert.match(completed(rest), /autolog\(\)\n\n\ndef log_uncommitted_changes\(\):/);
});

describe("where a run begins", () => {
  test("in the body of each with block that is not nested, at its indentation", () => {
    const text = `import mlflow
from sklearn.svm import SVC

mlflow.autolog()
for c in (1, 2):
\twith mlflow.start_run(
\t\trun_name=f"c={c}",  # with mlflow.start_run():
\t) as run:
\t\t# What was chosen.
\t\tmlflow.log_param("c", c)
\t\twith mlflow.start_run(nested=True):
\t\t\tSVC(C=c)
`;
    assert.match(completed(text), /\) as run:\n\t\tlog_packages\(\)\n\t\tlog_uncommitted_changes\(\)\n\t\t# What was/);
    assert.equal(completed(text).split("log_packages()").length, 3, "one definition and one call");
    assert.match(completed(text), /^def log_packages\(\):\n\t"""Logs/m);
  });

  test("after start_run() where that is a statement; data that is read later after its statement", () => {
    const text = `import mlflow
import numpy as np


def main():
    run = mlflow.start_run()
    table = np.loadtxt(path)
    print(run, table)


main()
`;
    const result = completed(text);
    assert.match(result, /run = mlflow\.start_run\(\)\n {4}log_packages\(\)\n/);
    assert.match(
      result,
      /loadtxt\(path\)\n {4}mlflow\.log_input\(mlflow\.data\.from_numpy\(table, source=str\(path\), name="table"\), context="training"\)\n/,
    );
  });

  test("in __main__ where the script starts none, and after what says where runs go", () => {
    const main = `import mlflow
import xgboost

def main():
    xgboost.train({})

if __name__ == "__main__":
    main()
`;
    assert.match(completed(main), /__main__":\n {4}mlflow\.start_run\(\)\n {4}log_packages\(\)/);
    const reading = main.replace("    xgboost", '    import pandas\n    d = pandas.read_csv("d")\n    xgboost');
    assert.match(completed(reading), /read_csv\("d"\)\n {4}mlflow\.log_input/);
    const directed = main.replace("    main()", '    mlflow.set_experiment("x")\n    main()');
    assert.match(completed(directed), /set_experiment\("x"\)\n {4}mlflow\.start_run\(\)/);
  });

  test("nowhere in a module, nor where a client makes the runs", () => {
    for (const text of [
      "import sklearn\n\ndef train():\n    pass\n",
      "from mlflow import MlflowClient\nclient = MlflowClient()\nrun = client.create_run('0')\n",
    ]) {
      assert.deepEqual(missingIn(text, undefined), { additions: [], hasPlace: false });
    }
  });
});

describe("what is there already", () => {
  const run = "with mlflow.start_run():\n    pass\n";
  const cases: [name: string, text: string, missing: Part[]][] = [
    ["nothing", `import mlflow\nimport sklearn\n${run}`, ["packages", "changes", "autolog"]],
    ["autolog of all", `import mlflow, sklearn\nmlflow.autolog()\n${run}`, ["packages", "changes"]],
    ["autolog of the library", `import mlflow, sklearn\nmlflow.sklearn.autolog()\n${run}`, ["packages", "changes"]],
    [
      "autolog of another",
      `import mlflow, sklearn\nmlflow.xgboost.autolog()\n${run}`,
      ["packages", "changes", "autolog"],
    ],
    [
      "autolog in a comment and in a text",
      `import mlflow, sklearn\n# mlflow.autolog()\nx = "mlflow.autolog()"\n${run}`,
      ["packages", "changes", "autolog"],
    ],
    ["the packages", `import mlflow\n${run}mlflow.log_artifact("requirements.txt")\n`, ["changes"]],
    ["the changes as a tag", `import mlflow\n${run}mlflow.set_tag("mlflow.source.git.diff", diff)\n`, ["packages"]],
    [
      "the data",
      `import mlflow\nimport pandas\n${run.replace("pass", "d = pandas.read_csv('x')\n    mlflow.log_input(d)")}`,
      ["packages", "changes"],
    ],
  ];
  for (const [name, text, missing] of cases) {
    test(name, () => assert.deepEqual(partsOf(text).sort(), missing.sort()));
  }

  test("a script that logs its model is not given another by autolog", () => {
    const text = `import mlflow\nfrom sklearn import svm\nwith mlflow.start_run():\n    mlflow.sklearn.log_model(svm, "model")\n`;
    assert.ok(added(text).includes("autolog: mlflow.sklearn.autolog(log_models=False)"));
  });

  test("what an older mlflow does not have is left out", () => {
    assert.deepEqual(partsOf(forest, "1.30.1"), ["packages", "changes", "autolog", "run"]);
    assert.ok(added(forest, "1.30.1").includes("autolog: mlflow.autolog()"));
    const transformers = `import mlflow\nimport transformers\n${run}`;
    assert.ok(!partsOf(transformers, "2.2.0").includes("autolog"));
    assert.ok(partsOf(transformers, "2.3.0").includes("autolog"));
  });
});

test("other names for mlflow are used, and one that is taken is not", () => {
  const text = `import mlflow as ml\nimport lightgbm as lgb\n\nlog_packages = True\nwith ml.start_run():\n    lgb.train({})\n`;
  assert.ok(added(text).includes("autolog: ml.lightgbm.autolog()"));
  assert.match(completed(text), /def log_packages_2\(\):/);
  const from = "from mlflow import start_run\n\nwith start_run():\n    pass\n";
  assert.match(completed(from), /^import tempfile\n\nfrom mlflow import start_run\nimport mlflow\n\n\ndef/m);
});

test("line breaks are the script's own, also where its last line has none", () => {
  const text = "import mlflow\r\nmlflow.start_run()";
  const result = completed(text);
  assert.match(result, /mlflow\.start_run\(\)\r\nlog_packages\(\)\r\nlog_uncommitted_changes\(\)\r\n$/);
  assert.doesNotMatch(result, /[^\r]\n/);
});

describe("data that is read", () => {
  const cases: [read: string, logged: string | undefined][] = [
    ['df = pd.read_parquet("a/b.parquet")', 'from_pandas(df, source="a/b.parquet", name="b")'],
    [
      "df: pd.DataFrame = pd.read_csv(options.path, sep=';').dropna()",
      'from_pandas(df, source=str(options.path), name="df")',
    ],
    ["df = read_csv(f'{folder}/x.csv')", `from_pandas(df, source=f'{folder}/x.csv', name="df")`],
    ['df = pd.read_sql("select 1", connection)', 'from_pandas(df, name="df")'],
    ['x = pd.read_csv("a.csv")["x"]', undefined],
    ['for part in pd.read_csv("a.csv", chunksize=10): pass', undefined],
    ['parts = pd.read_csv("a.csv", chunksize=10)', undefined],
    ["iris = load_iris(as_frame=True)", 'from_pandas(iris.frame, name="iris", targets="target")'],
    ["iris = load_iris()", 'from_numpy(iris.data, targets=iris.target, name="iris")'],
    [
      "X, y = load_iris(return_X_y=True, as_frame=True)",
      'from_pandas(X.assign(target=y), name="iris", targets="target")',
    ],
    ["X, y = load_iris(return_X_y=True)", 'from_numpy(X, targets=y, name="iris")'],
    ['pairs = np.load("pairs.npz")', undefined],
    ['text = open("a.csv").read()', undefined],
    ["# df = pd.read_csv('a.csv')", undefined],
  ];
  for (const [read, logged] of cases) {
    test(read, () => {
      const text = `import mlflow
import numpy as np
import pandas as pd
from pandas import read_csv
from sklearn.datasets import load_iris

mlflow.sklearn.autolog()
${read}
with mlflow.start_run():
    pass
`;
      const lines = added(text).filter((line) => line.startsWith("data:"));
      const expected = `data:     mlflow.log_input(mlflow.data.${logged}, context="training")`;
      assert.deepEqual(lines, logged === undefined ? [] : [expected]);
    });
  }
});

test("data that is read in another function, or only sometimes, is left alone", () => {
  for (const text of [
    "import mlflow\nimport pandas as pd\n\ndef load():\n    df = pd.read_csv('a')\n    return df\n\nwith mlflow.start_run():\n    load()\n",
    "import mlflow\nimport pandas as pd\n\nif x:\n    df = pd.read_csv('a')\nwith mlflow.start_run():\n    pass\n",
  ]) {
    assert.ok(!partsOf(text).includes("data"), text);
  }
});

test("strings of every kind are no code", () => {
  const text = `import mlflow
a = '''with mlflow.start_run():
    pass
'''
b = f"{a["import sklearn"]} {{" + r'\\' + "it's"
c = rb"\\"" # "
with mlflow.start_run():
    pass
`;
  const result = completed(text);
  assert.equal(result.split("    log_packages()").length, 2);
  assert.ok(!result.includes("autolog"));
});
