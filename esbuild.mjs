// Builds everything in dist/:  node esbuild.mjs [--watch] [--tests[=PART OF A PATH]] [--outdir=FOLDER]
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
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
 * Has the extension ask for VS Code's API once, and use it as it is: VS Code looks up which extension each of a hundred
 * files belongs to, and each `import * as vscode` would copy its four hundred names into an object of its own.
 */
const plainVscode = {
  name: "plain-vscode",
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace(
        'import * as vscode from "vscode";',
        'import vscode from "plain-vscode";',
      ),
      loader: "ts",
    }));
    build.onResolve({ filter: /^plain-vscode$/ }, ({ path }) => ({ path, namespace: path }));
    build.onLoad({ filter: /.*/, namespace: "plain-vscode" }, () => ({
      contents: 'export default require("vscode");',
    }));
  },
};

/** The YAML library is a file of its own: those that may need it have it once, and none compiles it before it does. */
const yamlBeside = {
  name: "yaml-beside",
  setup(build) {
    build.onResolve({ filter: /^yaml$/ }, ({ kind }) =>
      kind === "entry-point" ? undefined : { path: "./yaml.cjs", external: true },
    );
  },
};

const minify = !watch;

/**
 * What is only imported when it is needed goes into files of its own, which esbuild does with modules alone: they are made
 * into what `require` loads, since threads start sooner with it, and the extension hosts of older VS Codes know nothing else.
 */
const asCommonJs = {
  name: "as-common-js",
  setup(build) {
    build.onEnd(async ({ outputFiles = [] }) => {
      for (const { path, text } of outputFiles) {
        const { code, map } = await esbuild.transform(text, {
          ...{ format: "cjs", platform: "node", target: "node22.13", minify },
          ...{ supported: { "dynamic-import": false }, sourcefile: basename(path), sourcemap: "external" },
        });
        writeFileSync(path, `${code}//# sourceMappingURL=${basename(path)}.map\n`);
        writeFileSync(`${path}.map`, map);
      }
    });
  },
};

const node = {
  bundle: true,
  platform: "node",
  target: "node22.13",
  outdir,
  define: besideItself,
  minify,
  logLevel: "warning",
  external: ["vscode"],
};
const whole = { ...node, format: "cjs", outExtension: { ".js": ".cjs" }, sourcemap: "linked" };
const inParts = {
  ...node,
  format: "esm",
  outExtension: { ".js": ".cjs" },
  chunkNames: "[name]-[hash]",
  splitting: true,
  sourcemap: "inline",
  write: false,
  plugins: [plainVscode, yamlBeside, asCommonJs],
};

const builds = [
  { ...inParts, entryPoints: { extension: "src/extension.ts" } },
  { ...inParts, entryPoints: { worker: "src/mlflow/worker.ts", scanThread: "src/mlflow/file/scanThread.ts" } },
  { ...whole, entryPoints: { mlflow: "src/mlflow/index.ts", yaml: "yaml" } },
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
    minify,
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
    ...whole,
    outdir: undefined,
    outExtension: undefined,
    plugins: [plainVscode, yamlBeside],
    stdin: { contents: entry, resolveDir: "." },
    outfile: `${outdir}/hostTests.cjs`,
    external: ["vscode", "mocha"],
    minify: false,
  });
}

rmSync(`${outdir}/pages`, { recursive: true, force: true });
mkdirSync(`${outdir}/pages`, { recursive: true });
// Parts of former builds have other names.
for (const name of readdirSync(outdir)) if (/-[A-Z0-9]{8}\.cjs(\.map)?$/.test(name)) rmSync(`${outdir}/${name}`);
for (const file of ["codicon.css", "codicon.ttf"])
  copyFileSync(`node_modules/@vscode/codicons/dist/${file}`, `${outdir}/pages/${file}`);
copyFileSync("node_modules/sql.js/dist/sql-wasm.wasm", `${outdir}/sql-wasm.wasm`);
if (watch) {
  for (const options of builds) await (await esbuild.context(options)).watch();
} else {
  // esbuild has said what is wrong.
  await Promise.all(builds.map((options) => esbuild.build(options))).catch(() => process.exit(1));
}
