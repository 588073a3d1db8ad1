import assert from "node:assert/strict";
import { test } from "node:test";
import { exactVersion, parseConda, parsePythonEnv, parseRequirements } from "../../src/source/requirements.ts";

const requirements: [string, Record<string, string>][] = [
  ["mlflow==3.17.2\nscikit-learn==1.9.1", { mlflow: "==3.17.2", "scikit-learn": "==1.9.1" }],
  ["# comment\n\nNumPy == 2.1.0  # pinned", { numpy: "==2.1.0" }],
  ["numpy >= 2 , < 3", { numpy: ">=2,<3" }],
  ["Ruamel.Yaml_Clib==1.0\r\nb", { "ruamel-yaml-clib": "==1.0", b: "" }],
  ["mlflow[extras, genai]==3.0", { "mlflow[extras,genai]": "==3.0" }],
  ['pywin32==306; sys_platform == "win32"', { pywin32: '==306;sys_platform=="win32"' }],
  ["a==1 --hash=sha256:abc \\\n    --hash=sha256:def", { a: "==1" }],
  ["-r other.txt\n--index-url https://example.org\n-c constraints.txt", {}],
  ["torch @ https://example.org/torch-2.0.whl", { torch: "https://example.org/torch-2.0.whl" }],
  [
    "-e git+https://example.org/a.git@v1#egg=My_Package",
    { "my-package": "git+https://example.org/a.git@v1#egg=My_Package" },
  ],
  ["https://example.org/b-1.0.whl", { "https://example.org/b-1.0.whl": "" }],
  [
    "a==1; python_version<'3.9'\na==2; python_version>='3.9'",
    { a: "==1;python_version<'3.9' | ==2;python_version>='3.9'" },
  ],
  ["torch==2.1.0+cu118", { torch: "==2.1.0+cu118" }],
];

for (const [text, expected] of requirements) {
  test(`requirements.txt: ${JSON.stringify(text)}`, () =>
    assert.deepEqual(Object.fromEntries(parseRequirements(text)), expected));
}

test("conda.yaml: its own packages and those of pip", async () => {
  const text = `
name: mlflow-env
channels: [conda-forge]
dependencies:
  - python=3.11.7
  - pip<=26.3
  - conda-forge::numpy=2.1.0=py311_0
  - pandas==2.0
  - pip:
      - mlflow==3.17.2
      - cloudpickle==3.1.2
`;
  assert.deepEqual(Object.fromEntries(await parseConda(text)), {
    python: "==3.11.7",
    pip: "<=26.3",
    numpy: "==2.1.0",
    pandas: "==2.0",
    mlflow: "==3.17.2",
    cloudpickle: "==3.1.2",
  });
});

test("python_env.yaml: Python, and what it takes to build", async () => {
  const text = "python: 3.11.7\nbuild_dependencies:\n- pip==26.3\n- wheel\ndependencies:\n- -r requirements.txt\n";
  assert.deepEqual(Object.fromEntries(await parsePythonEnv(text)), { python: "==3.11.7", pip: "==26.3", wheel: "" });
});

test("a file that is something else holds no packages", async () => {
  for (const text of ["", "- a\n- b", "text", "dependencies: 5", "dependencies: [null, {pip: 3}, [1]]"]) {
    assert.equal((await parseConda(text)).size, 0, text);
    assert.equal((await parsePythonEnv(text)).size, 0, text);
  }
});

test("only a pinned version is exact", () => {
  assert.equal(exactVersion("==2.1.0"), "2.1.0");
  assert.equal(exactVersion("===2.1.0"), "2.1.0");
  for (const wanted of ["", ">=2", "==2.*", "==1,<2", "==1;python_version<'3'"])
    assert.equal(exactVersion(wanted), undefined, wanted);
});
