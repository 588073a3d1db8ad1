import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { firstThatRuns } from "../../../scripts/bootstrap/step.mjs";
import { python, uvEnvironment } from "../../../scripts/bootstrap/python.mjs";
import { cache } from "../../../scripts/bootstrap/cache.mjs";
import { Environments, type Call } from "../../../src/replay/places/environments.ts";
import { temporaryFolder } from "../../fixtures.ts";

// Environments of one tiny package, made by uv and by pip with whatever index this machine has.
const uv = String(firstThatRuns("uv") ?? join(cache, "uv", process.platform === "win32" ? "Scripts" : "bin", "uv"));
const root = join(temporaryFolder(), `it's "the" storage`);
const environments = new Environments(root);
const executable = python("3.17");
const version = execFileSync(executable, ["-c", "import platform; print(platform.python_version())"], {
  encoding: "utf8",
}).trim();
const wanted = { python: executable, version, lines: ["six==1.17.0"] };
const calls: Call[] = [];
const run = async ([program, ...args]: Call, cwd: string) => {
  calls.push([program, ...args]);
  await promisify(execFile)(program, args, { cwd, env: uvEnvironment() });
};
const sixOf = (program: string) =>
  execFileSync(program, ["-c", "import six; print(six.__version__)"], { encoding: "utf8" }).trim();

test("an environment is made by uv from what was logged, and is found again by its content", async () => {
  assert.equal(await environments.find(wanted), undefined);
  const built = await environments.build(wanted, { uv, runName: "forest", run });
  assert.deepEqual(calls, environments.calls(wanted, uv));
  assert.equal(sixOf(built.executable), "1.17.0");
  assert.ok(built.executable.startsWith(root));
  const again = { ...wanted, lines: ["six==1.17.0", "six==1.17.0"], version: `${version.replace(/\.\d+$/, "")}.99` };
  assert.deepEqual(await environments.find(again), built);
  assert.equal(await environments.find({ ...wanted, lines: ["six==1.16.0"] }), undefined);
  assert.equal(await environments.find({ ...wanted, version: "2.7.18" }), undefined);
  assert.deepEqual(await environments.all(), [built]);
});

test("where there is no uv, venv and pip make it", async () => {
  const other = { ...wanted, lines: ["six==1.16.0"] };
  const built = await environments.build(other, { uv: undefined, runName: "forest", run });
  assert.equal(sixOf(built.executable), "1.16.0");
});

test("what cannot be installed leaves nothing behind", async () => {
  const before = readdirSync(root);
  const impossible = { ...wanted, lines: ["six==99.99"] };
  await assert.rejects(environments.build(impossible, { uv, runName: "forest", run }), /99\.99/);
  assert.deepEqual(readdirSync(root), before);
  assert.equal(await environments.find(impossible), undefined);
});

test("an environment is removed whole", async () => {
  for (const environment of await environments.all()) {
    assert.match(readFileSync(join(environment.folder, "requirements.txt"), "utf8"), /^six==1\.1[67]\.0\n$/);
    await environments.remove(environment);
    assert.ok(!existsSync(environment.folder));
  }
  assert.deepEqual(await environments.all(), []);
});
