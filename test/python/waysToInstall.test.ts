import assert from "node:assert/strict";
import { test } from "node:test";
import type { PythonEnvironment } from "../../src/python/environment.ts";
import { waysToInstall } from "../../src/python/waysToInstall.ts";

const ofSystem: PythonEnvironment = {
  ...{ executable: "/usr/bin/python3", from: "path", version: "3.11.2", virtualFolder: undefined },
  ...{ hasPip: true, hasDebugpy: false, hasSklearn: false, mlflow: undefined },
};
const inFolder = { ...ofSystem, executable: "/a b/.venv/bin/python", virtualFolder: "/a b/.venv" };
const calls = (...[environment, means]: [PythonEnvironment, Parameters<typeof waysToInstall>[2]]) =>
  waysToInstall(environment, ["mlflow"], means).map((way) => [way.kind, ...way.calls]);

test(
  "for the system's Python an environment of the folder's own comes first",
  { skip: process.platform === "win32" },
  () => {
    assert.deepEqual(calls(ofSystem, { newEnvironment: "/a b/.venv", uv: "/bin/uv" }), [
      [
        "newEnvironment",
        ["/usr/bin/python3", "-m", "venv", "/a b/.venv"],
        ["/a b/.venv/bin/python", "-m", "pip", "install", "mlflow"],
      ],
      ["pip", ["/usr/bin/python3", "-m", "pip", "install", "mlflow"]],
      ["uv", ["/bin/uv", "pip", "install", "--python", "/usr/bin/python3", "mlflow"]],
    ]);
  },
);

test("an environment is installed into as it is, without pip by uv alone, and else not at all", () => {
  assert.deepEqual(calls(inFolder, { newEnvironment: "/a b/.venv2", uv: undefined }), [
    ["pip", ["/a b/.venv/bin/python", "-m", "pip", "install", "mlflow"]],
  ]);
  const withoutPip = { ...inFolder, hasPip: false };
  assert.deepEqual(calls(withoutPip, { newEnvironment: undefined, uv: "/bin/uv" }), [
    ["uv", ["/bin/uv", "pip", "install", "--python", "/a b/.venv/bin/python", "mlflow"]],
  ]);
  assert.deepEqual(calls(withoutPip, { newEnvironment: undefined, uv: undefined }), []);
});
