/** The colours of runs can be told from what they are drawn on, in every kind of theme. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

interface Manifest {
  contributes: { colors: { id: string; defaults: Record<Kind, string> }[] };
}
type Kind = "light" | "dark" | "highContrast" | "highContrastLight";

/** The editor's background in VS Code's own themes of each kind. */
const backgrounds: Record<Kind, string[]> = {
  light: ["#ffffff", "#f8f8f8"],
  dark: ["#1f1f1f", "#1e1e1e", "#181818", "#252526"],
  highContrast: ["#000000"],
  highContrastLight: ["#ffffff"],
};

const { contributes } = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;

test("there are ten colours of runs, no two alike", () => {
  assert.deepEqual(
    contributes.colors.map(({ id }) => id).filter((id) => id.startsWith("mlflowLens.run")),
    Array.from({ length: 10 }, (_, index) => `mlflowLens.run${index + 1}`),
  );
  for (const kind of Object.keys(backgrounds) as Kind[]) {
    assert.equal(new Set(contributes.colors.map(({ defaults }) => defaults[kind])).size, contributes.colors.length);
  }
});

test("each stands out from the editor's background by 3:1 at least", () => {
  for (const { id, defaults } of contributes.colors) {
    for (const kind of Object.keys(backgrounds) as Kind[]) {
      for (const background of backgrounds[kind]) {
        const ratio = contrast(defaults[kind], background);
        assert.ok(ratio >= 3, `${id} in ${kind} on ${background}: ${ratio.toFixed(2)}`);
      }
    }
  }
});

/** WCAG 2's contrast ratio of two colours given as #rrggbb. */
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
