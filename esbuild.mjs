// Builds everything in dist/:  node esbuild.mjs [--watch] [--tests]
import { copyFileSync, mkdirSync } from "node:fs";
import * as esbuild from "esbuild";

const watch = process.argv.includes("--watch");

/** The file store's and the databases' threads are found beside whoever starts them, from source and from dist/ alike. */
const besideItself = { "import.meta.dirname": "__dirname", "import.meta.filename": "__filename" };

const node = {
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node22.13",
  outExtension: { ".js": ".cjs" },
  outdir: "dist",
  define: besideItself,
  minify: !watch,
  keepNames: true,
  sourcemap: "linked",
  logLevel: "warning",
};

const builds = [
  {
    ...node,
    entryPoints: { extension: "src/extension.ts", mlflow: "src/mlflow/index.ts", worker: "src/mlflow/worker.ts" },
    external: ["vscode"],
  },
];
if (process.argv.includes("--tests")) {
  builds.push({
    ...node,
    entryPoints: { "test/host": "test/host/index.ts" },
    external: ["vscode", "mocha"],
    minify: false,
  });
}

mkdirSync("dist", { recursive: true });
copyFileSync("node_modules/sql.js/dist/sql-wasm.wasm", "dist/sql-wasm.wasm");
if (watch) {
  for (const options of builds) await (await esbuild.context(options)).watch();
} else {
  await Promise.all(builds.map((options) => esbuild.build(options)));
}
