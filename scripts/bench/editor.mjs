// What a user of the editor waits for: VS Code's own count of our activation, the tree, a training's value on screen.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../bootstrap/cache.mjs";
import { bootstrapChromium } from "../bootstrap/chromium.mjs";
import { node24 } from "../bootstrap/node.mjs";
import { run } from "../bootstrap/step.mjs";
import { bootstrapVscode } from "../bootstrap/vscode.mjs";
import { below, told } from "./table.mjs";

export async function* measureEditor({ folder }) {
  await bootstrapVscode();
  await bootstrapChromium();
  const results = join(folder, "editor.json");
  await run(node24, [join(root, "test", "ui", "measureEditor.ts"), results], { quiet: true });
  const { activations, loads, writes } = JSON.parse(readFileSync(results, "utf8"));
  yield below("activation, of the extension host", activations, 50, "ms");
  yield told("from a reload of the window to the tree, VS Code's own start included", loads, "ms");
  yield below("from a training's commit to its value on screen", writes, 1_000, "ms");
}
