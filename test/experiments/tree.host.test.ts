import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import type { Node } from "../../src/experiments/nodes.ts";
import { safeNote } from "../../src/mlflow/markdown.ts";
import { ExperimentsTree } from "../../src/experiments/tree.ts";
import { experimentsView } from "../../src/experiments/view.ts";
import { unpackSample } from "../../src/sample/unpack.ts";
import type { Stores } from "../../src/stores/index.ts";
import { withStores } from "../stores/opened.ts";

const extensionRoot = vscode.extensions.getExtension("mlflow-lens.mlflow-lens")?.extensionPath ?? "";

async function withTree(stores: Stores, action: (tree: ExperimentsTree) => Promise<void>): Promise<void> {
  const subscriptions: vscode.Disposable[] = [];
  const kept = new Map<string, unknown>();
  const workspaceState = {
    get: (key: string) => kept.get(key),
    update: (key: string, value: unknown) => Promise.resolve(void kept.set(key, value)),
  };
  const context = { subscriptions, workspaceState } as unknown as vscode.ExtensionContext;
  const tree = new ExperimentsTree(stores, experimentsView(context));
  try {
    await action(tree);
  } finally {
    tree.dispose();
    vscode.Disposable.from(...subscriptions).dispose();
  }
}

const labels = (tree: ExperimentsTree, nodes: Node[]) =>
  nodes.map((node) => {
    const { label } = tree.getTreeItem(node);
    return typeof label === "string" ? label : label?.label;
  });

describe("the Experiments view", () => {
  let sample: string;
  let scratch: string;
  before(async () => {
    scratch = mkdtempSync(join(tmpdir(), "lens-host-"));
    sample = await unpackSample(join(extensionRoot, "media", "sample", "workspace.tar.gz"), scratch);
  });
  after(() => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 }));

  for (const sqlite of ["native", "sql.js"]) {
    it(`is filled from a database by ${sqlite}`, async () => {
      await withStores({ sqlite, stores: [join(sample, "mlflow.db")] }, async (stores) => {
        await withTree(stores, async (tree) => {
          const experiments = (await tree.getChildren()).filter((node) => node.kind !== "store");
          const ofStores = await Promise.all((await tree.getChildren()).map((node) => tree.getChildren(node)));
          const all = [...labels(tree, experiments), ...ofStores.flatMap((nodes) => labels(tree, nodes))];
          assert.ok(all.includes("support-bot"), all.join());
        });
      });
    });
  }

  it("gives every node an id of its own, so that what is expanded stays so", async () => {
    await withStores({ stores: [join(sample, "mlruns"), join(sample, "mlflow.db")] }, async (stores) => {
      await withTree(stores, async (tree) => {
        const ids = new Set<string>();
        let count = 0;
        const visit = async (node: Node | undefined, depth: number): Promise<void> => {
          for (const child of await tree.getChildren(node)) {
            ids.add(tree.getTreeItem(child).id ?? "");
            count++;
            if (depth < 4) await visit(child, depth + 1);
          }
        };
        await visit(undefined, 0);
        assert.ok(count > 100, String(count));
        assert.equal(ids.size, count);
      });
    });
  });
});

describe("a note", () => {
  it("loads no picture, however it is written", () => {
    for (const note of [
      "![a](https://x.invalid/a.png)",
      "![a][b]\n\n[b]: https://x.invalid/a.png",
      "[![a](https://x)](y)",
    ]) {
      assert.ok(!/(?<!\\)!\[/.test(safeNote(note).replaceAll("!\\[", "")), note);
    }
  });
});
