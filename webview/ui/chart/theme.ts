import { useEffect, useState } from "preact/hooks";

/** What a canvas is drawn with, as the theme has it now. */
export interface ChartColors {
  foreground: string;
  /** Of ticks and what explains. */
  dim: string;
  grid: string;
  /** Of the axes' own lines. */
  axis: string;
  background: string;
  /** Over the part that is being chosen. */
  selection: string;
  fontFamily: string;
  /** CSS pixels. */
  fontSize: number;
}

export function chartColors(): ChartColors {
  const style = getComputedStyle(document.body);
  const color = (...names: string[]) => {
    for (const name of names) {
      const value = style.getPropertyValue(`--vscode-${name}`).trim();
      if (value !== "") return value;
    }
    return style.color;
  };
  return {
    foreground: color("foreground"),
    dim: color("descriptionForeground", "foreground"),
    // High contrast has no border of panels that is not white: its grid is but the axes.
    grid: isHighContrast() ? "transparent" : color("panel-border"),
    axis: color("contrastBorder", "panel-border", "foreground"),
    background: color("editor-background"),
    selection: color("editor-selectionBackground"),
    fontFamily: style.fontFamily,
    fontSize: Math.max(10, parseFloat(style.fontSize) - 2) || 11,
  };
}

function isHighContrast(): boolean {
  const { classList } = document.body;
  return classList.contains("vscode-high-contrast") || classList.contains("vscode-high-contrast-light");
}

const listeners = new Set<() => void>();
let isDue = false;
/** VS Code writes its colours onto the document's element and the kind of theme onto its body. */
const observer = new MutationObserver(() => {
  if (isDue) return;
  isDue = true;
  requestAnimationFrame(() => {
    isDue = false;
    for (const listener of listeners) listener();
  });
});

/** Draws the component anew when the theme changes; the number changes with it. */
export function useTheme(): number {
  const [version, setVersion] = useState(0);
  useEffect(() => {
    const listener = () => setVersion((before) => before + 1);
    if (listeners.size === 0) {
      observer.observe(document.body, { attributeFilter: ["class", "data-vscode-theme-id"] });
      observer.observe(document.documentElement, { attributeFilter: ["style"] });
    }
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) observer.disconnect();
    };
  }, []);
  return version;
}
