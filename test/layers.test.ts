/** The folders are the architecture: which may import what. A new arrow is a decision: change the table and say why. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { posix, sep } from "node:path";
import { test } from "node:test";
import ts from "typescript";

/** Paths are of files without their ending, or of folders; other words are packages; "node:" is all of Node. */
interface Layer {
  may: string[];
  /** Of those the ones that it may not. */
  not?: string[];
}

/** What stands beside extension.ts: commands and their errors, the log, pages, and the messages between host and pages. */
const besideTheExtension = ["src/command", "src/log", "src/page", "src/protocol"];

/** What opens a store or does its work. */
const insidesOfStores = ["open", "worker", "index", "file", "sqlite", "rest"].map((name) => `src/mlflow/${name}`);

const core: Layer = { may: ["src/mlflow", "node:", "yaml", "sql.js"] };

/** The longest path that a file's path begins with is its layer. */
const layers: Record<string, Layer> = {
  // The core could be published on its own: it does not know VS Code, and no backend knows another.
  "src/mlflow": { ...core, not: ["src/mlflow/file", "src/mlflow/sqlite", "src/mlflow/rest"] },
  "src/mlflow/open": core,
  "src/mlflow/file": { ...core, not: ["src/mlflow/sqlite", "src/mlflow/rest"] },
  "src/mlflow/sqlite": { ...core, not: ["src/mlflow/file", "src/mlflow/rest"] },
  "src/mlflow/rest": { ...core, not: ["src/mlflow/file", "src/mlflow/sqlite"] },
  // A grammar needs no disk.
  "src/mlflow/search": { may: ["src/mlflow"], not: insidesOfStores },
  // Nor does an MLproject: what is in its folder is told by who asks.
  "src/mlflow/project": { may: ["src/mlflow", "node:", "yaml"], not: insidesOfStores },
  // Which stores a workspace has. The one place outside the core that opens them.
  "src/stores": { may: ["src/stores", "src/mlflow", ...besideTheExtension, "vscode", "node:", "yaml"] },
  // What a run says of its code and packages, and what Git has of it: comparing and running again ask the same.
  "src/source": {
    may: ["src/source", "src/stores", "src/mlflow", ...besideTheExtension, "vscode", "node:", "yaml"],
    not: insidesOfStores,
  },
  // What the trees of the sidebar have in common, and a status in words.
  "src/views": {
    may: ["src/views", "src/stores", "src/mlflow", ...besideTheExtension, "vscode"],
    not: insidesOfStores,
  },
  // Which Python and which mlflow, and starting them: running, serving and MLflow's own page have that in common.
  "src/python": {
    may: ["src/python", "src/stores", "src/mlflow", ...besideTheExtension, "vscode", "node:"],
    not: insidesOfStores,
  },
  "src/extension": { may: ["src", "vscode"], not: ["src/mlflow"] },
  "src/protocol": { may: ["src/mlflow", "src/protocol"], not: insidesOfStores },
  ...Object.fromEntries(
    besideTheExtension
      .slice(0, 3)
      .map((path) => [
        path,
        { may: [...besideTheExtension, "src/mlflow/errors", "src/mlflow/rpc", "vscode", "node:"] },
      ]),
  ),
  // Features meet in commands, in the stores, in sources and in Python; they get stores, they never open one.
  ...Object.fromEntries(
    features().map((feature) => [
      feature,
      {
        may: [
          feature,
          "src/stores",
          "src/source",
          "src/views",
          "src/python",
          "src/mlflow",
          ...besideTheExtension,
          "vscode",
          "node:",
          "yaml",
          "nanotar",
        ],
        not: insidesOfStores,
      },
    ]),
  ),
  // A page knows its controls and what host and page say to each other; of the core only what does no I/O.
  webview: {
    may: [
      "webview",
      "src/protocol",
      ...["entities", "errors", "format", "metrics", "rpc"].map((name) => `src/mlflow/${name}`),
      "preact",
      "@vscode/l10n",
    ],
  },
  // Whatever may be replaced one day is known to one folder.
  "webview/ui": {
    may: [
      "webview/ui",
      ...["entities", "errors", "format", "metrics", "rpc"].map((name) => `src/mlflow/${name}`),
      "preact",
      "@vscode/l10n",
      "@vscode/webview-ui-toolkit",
      "@vscode/codicons",
      "micromark",
      "micromark-extension-gfm",
      "regular-table",
    ],
  },
  "webview/ui/chart": {
    may: [
      "webview/ui",
      ...["entities", "errors", "format", "metrics", "rpc"].map((name) => `src/mlflow/${name}`),
      "preact",
      "@vscode/l10n",
      "chart.js",
      "chartjs-plugin-zoom",
      "chartjs-chart-pcp",
      "@sgratzl/chartjs-chart-boxplot",
    ],
  },
};

test("every import is an arrow that the table of layers has", () => {
  const forbidden = [...sources("src"), ...sources("webview")].flatMap((file) => {
    const layer = layerOf(file);
    return imports(file)
      .filter(
        (imported) =>
          !layer.may.some((path) => isInside(imported, path)) || layer.not?.some((path) => isInside(imported, path)),
      )
      .map((imported) => `${file} imports ${imported}`);
  });
  assert.deepEqual(forbidden, []);
});

test("no page imports another page", () => {
  const forbidden = sources("webview").flatMap((file) => {
    const page = file.split("/").slice(0, 2).join("/");
    return imports(file)
      .filter(
        (imported) => isInside(imported, "webview") && !isInside(imported, page) && !isInside(imported, "webview/ui"),
      )
      .map((imported) => `${file} imports ${imported}`);
  });
  assert.deepEqual(forbidden, []);
});

test("a feature exports register and nothing else", () => {
  for (const feature of features()) {
    const exported = [
      ...readFileSync(`${feature}/index.ts`, "utf8").matchAll(
        /^export (?:async )?(?:function|const|class|interface|type|\{) ?([\w ,]*)/gm,
      ),
    ];
    assert.deepEqual(
      exported.map(([, name]) => name),
      ["register"],
      `${feature}/index.ts`,
    );
  }
});

test("no file is named for being of use to somebody", () => {
  const name = /(^|\/)(utils?|helpers?|common|shared|types|base|manager|service)(\.|\/|$)/i;
  assert.deepEqual(
    [...sources("src"), ...sources("webview"), ...sources("test")].filter((file) => name.test(file)),
    [],
  );
});

test("no committed file names a machine's folders or a package registry", () => {
  const words = [
    "/work" + "/main",
    "/root" + "/",
    "registry" + ".npmjs",
    "files" + ".pythonhosted",
    "deb" + ".debian.org",
  ];
  const found = git("grep", "-I", "-l", "-F", ...words.flatMap((word) => ["-e", word]), "--", ".", ":!test/fixtures");
  assert.deepEqual(found, []);
});

/** Folders of src/ that are neither the core, nor stores, sources and Python, nor what pages and features say to each other. */
function features(): string[] {
  return readdirSync("src", { withFileTypes: true })
    .filter(
      (entry) =>
        entry.isDirectory() && !["mlflow", "stores", "source", "views", "python", "protocol"].includes(entry.name),
    )
    .map((entry) => `src/${entry.name}`);
}

/** TypeScript files under a folder of the repository, with forward slashes. */
function sources(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => `${folder}/${path.replaceAll(sep, "/")}`)
    .filter((path) => /\.tsx?$/.test(path) && !path.startsWith("test/fixtures/"));
}

/** What a file imports, types and dynamic imports too: a path without its ending, a package's name, or "node:". */
function imports(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(file, "utf8"), true, true);
  return importedFiles.map(({ fileName }) => {
    if (fileName.startsWith(".")) return posix.join(posix.dirname(file), fileName).replace(/\.\w+$/, "");
    if (fileName.startsWith("node:")) return "node:";
    return fileName
      .split("/")
      .slice(0, fileName.startsWith("@") ? 2 : 1)
      .join("/");
  });
}

function layerOf(file: string): Layer {
  const [longest] = Object.keys(layers)
    .filter((path) => isInside(file.replace(/\.tsx?$/, ""), path))
    .sort((a, b) => b.length - a.length);
  assert.ok(longest, `${file} belongs to no layer`);
  return layers[longest]!;
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** @returns lines; none where git finds nothing */
function git(...args: string[]): string[] {
  try {
    return execFileSync("git", args, { encoding: "utf8" }).trim().split("\n");
  } catch (error) {
    if ((error as { status?: number }).status === 1) return [];
    throw error;
  }
}
