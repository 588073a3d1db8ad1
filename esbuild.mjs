// Builds everything in dist/:  node esbuild.mjs [--watch] [--tests[=PART OF A PATH]] [--outdir=FOLDER]
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import * as esbuild from "esbuild";

const watch = process.argv.includes("--watch");
const outdir = process.argv.find((word) => word.startsWith("--outdir="))?.slice("--outdir=".length) ?? "dist";

/** The file store's and the databases' threads are found beside whoever starts them, from source and from dist/ alike. */
const besideItself = { "import.meta.dirname": "__dirname", "import.meta.filename": "__filename" };

/** Each folder of webview/ is a page, but the one that holds what they share. */
const pages = readdirSync("webview", { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== "ui")
  .map(({ name }) => name);

/**
 * Has the extension use VS Code's API as it is: each `import * as vscode` would copy its four hundred names into an object
 * of its own, which takes a third of the time of our activation.
 */
const plainVscode = {
  name: "plain-vscode",
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace(
        'import * as vscode from "vscode";',
        'import vscode = require("vscode");',
      ),
      loader: "ts",
    }));
  },
};

const node = {
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node22.13",
  outExtension: { ".js": ".cjs" },
  outdir,
  define: besideItself,
  minify: !watch,
  sourcemap: "linked",
  logLevel: "warning",
  plugins: [plainVscode],
};

const builds = [
  {
    ...node,
    entryPoints: {
      extension: "src/extension.ts",
      mlflow: "src/mlflow/index.ts",
      worker: "src/mlflow/worker.ts",
      scanThread: "src/mlflow/file/scanThread.ts",
    },
    external: ["vscode"],
  },
  {
    bundle: true,
    platform: "browser",
    format: "esm",
    target: "chrome134",
    // What pages share is in chunks that are loaded once.
    splitting: true,
    entryPoints: Object.fromEntries(pages.map((name) => [name, `webview/${name}/index.tsx`])),
    outdir: `${outdir}/pages`,
    jsx: "automatic",
    jsxImportSource: "preact",
    minify: !watch,
    logLevel: "warning",
  },
];
const tests = process.argv.find((word) => word.startsWith("--tests"));
if (tests) {
  const part = tests.split("=")[1] ?? "";
  const files = readdirSync("test", { recursive: true })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".host.test.ts") && path.includes(part));
  // One file for all tests inside VS Code, which requires it and calls its `run`; beside the worker that stores start.
  const entry = `import { runMocha } from "./test/host/index.ts";
    export const run = () => runMocha(() => { ${files.map((file) => `require(${JSON.stringify(`./test/${file}`)});`).join(" ")} });`;
  builds.push({
    ...node,
    entryPoints: undefined,
    outdir: undefined,
    outExtension: undefined,
    stdin: { contents: entry, resolveDir: "." },
    outfile: `${outdir}/hostTests.cjs`,
    external: ["vscode", "mocha"],
    minify: false,
  });
}

rmSync(`${outdir}/pages`, { recursive: true, force: true });
mkdirSync(`${outdir}/pages`, { recursive: true });
for (const file of ["codicon.css", "codicon.ttf"])
  copyFileSync(`node_modules/@vscode/codicons/dist/${file}`, `${outdir}/pages/${file}`);
copyFileSync("node_modules/sql.js/dist/sql-wasm.wasm", `${outdir}/sql-wasm.wasm`);
if (watch) {
  for (const options of builds) await (await esbuild.context(options)).watch();
} else {
  // esbuild has said what is wrong.
  await Promise.all(builds.map((options) => esbuild.build(options))).catch(() => process.exit(1));
}
