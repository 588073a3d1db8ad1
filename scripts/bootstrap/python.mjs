// Python environments with the real MLflow, one for each version that wrote the stores we read: .cache/python/VERSION.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { cache, fingerprint, madeOnce, root } from "./cache.mjs";
import { firstThatRuns, run, Trouble } from "./step.mjs";

const windows = process.platform === "win32";
const programs = windows ? "Scripts" : "bin";

/** MLflow's versions that have an environment; their requirements are in scripts/python/. */
export const versions = ["3.17", "2.22", "1.30"];

/** Of the environments' Python: MLflow 1.30 with its NumPy needs one below 3.12, MLflow 3 one from 3.10 on. */
const pythonVersion = "3.11";

/**
 * For whatever runs these Pythons: what they import is compiled once, into the cache. To compile MLflow takes longer than
 * to start it; and one module that its server imports in vain would be compiled for each search of runs.
 */
export const pythonEnvironment = {
  PYTHONPYCACHEPREFIX: join(cache, "compiled-python"),
  PYTHONDONTWRITEBYTECODE: "",
};

/** The `python` of the environment with that version of MLflow, whether it has been made or not. */
export function python(version) {
  return join(cache, "python", version, programs, windows ? "python.exe" : "python");
}

/** Makes the environment of a version of MLflow; a minute on two cores, nothing when it is there. */
export async function bootstrapPython(version) {
  const requirements = join(root, "scripts", "python", `${version}.txt`);
  if (!existsSync(requirements))
    throw new Trouble(`There is no environment for MLflow ${version}, only for ${versions.join(", ")}.`);
  const folder = join(cache, "python", version);
  await madeOnce(
    {
      name: `python-${version}`,
      title: `Making a Python environment with MLflow ${version}`,
      folder,
      input: fingerprint(requirements),
      afresh: true,
    },
    async () => {
      const uv = await bootstrapUv();
      const options = { quiet: true, env: uvEnvironment() };
      await run(uv, ["venv", "--quiet", "--seed", "--python", pythonVersion, folder], options);
      await run(uv, ["pip", "install", "--quiet", "--python", python(version), "-r", requirements], options);
    },
  );
}

/** uv, which installs an environment in a third of pip's time: the user's own, else from PyPI. */
async function bootstrapUv() {
  const own = firstThatRuns("uv");
  if (own) return own;
  const folder = join(cache, "uv");
  const requirements = join(root, "scripts", "python", "uv.txt");
  await madeOnce(
    { name: "uv", title: "Installing uv", folder, input: fingerprint(requirements), afresh: true },
    async () => {
      const installed = firstThatRuns("python3.11", "python3", "python");
      if (!installed)
        throw new Trouble(
          `Python is missing: install Python ${pythonVersion} (Debian: apt-get install python3 python3-venv).`,
        );
      await run(installed, ["-m", "venv", folder], { quiet: true }).catch((error) => {
        throw new Trouble(`Python cannot make environments (Debian: apt-get install python3-venv).\n${error.message}`);
      });
      await run(join(folder, programs, "python"), ["-m", "pip", "install", "--quiet", "-r", requirements], {
        quiet: true,
      });
    },
  );
  return join(folder, programs, "uv");
}

/** uv reads none of pip's settings, so whoever set an index or a certificate for pip would have to say it twice. */
export function uvEnvironment() {
  const environment = {
    UV_CACHE_DIR: join(cache, "uv-downloads"),
    UV_PYTHON_INSTALL_DIR: join(cache, "uv-python"),
    UV_SYSTEM_CERTS: "1",
    ...process.env,
  };
  const asked = firstThatRuns("python3", "python");
  const index = asked && spawnSync(asked, ["-m", "pip", "config", "get", "global.index-url"], { encoding: "utf8" });
  if (index?.status === 0) environment.UV_DEFAULT_INDEX ??= index.stdout.trim();
  // Told of an environment, uv would take its Python for the new one.
  delete environment.VIRTUAL_ENV;
  return environment;
}
