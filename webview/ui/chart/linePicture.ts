import type { Chart, Plugin } from "chart.js";
import { runStroke } from "../runColor.tsx";
import { lineConfiguration, type LineLook } from "./lineConfig.ts";
import type { DrawnLine } from "./series.ts";
import { chartColors, type ChartColors } from "./theme.ts";

/** The picture has twice the pixels of what is on screen. */
const scale = 2;
/** Names of more lines than these would be all of the picture. */
const maxNames = 20;
const padding = 12;
const lineHeight = 18;

/**
 * A chart as a PNG in the theme's colours, with its title and the names of its lines where there are several.
 *
 * @param shown the chart on screen, whose size and part in sight it takes
 * @throws Error where the browser cannot make the picture
 */
export async function linePicture(
  chartClass: typeof Chart,
  title: string,
  lines: readonly DrawnLine[],
  look: LineLook,
  shown: HTMLCanvasElement,
): Promise<Uint8Array> {
  const colors = chartColors();
  const canvas = document.createElement("canvas");
  const { width, height } = shown.getBoundingClientRect();
  const names = lines.length > 1 ? lines.slice(0, maxNames) : [];
  const head = padding + lineHeight * (1 + names.length);
  canvas.width = width;
  canvas.height = height + head;
  const { plugins = [], options, ...configuration } = lineConfiguration(lines, look, colors);
  const chart = new chartClass(canvas, {
    ...configuration,
    options: {
      ...options,
      responsive: false,
      devicePixelRatio: scale,
      layout: { padding: { top: head + 6, right: padding, bottom: padding, left: padding } },
    },
    plugins: [...plugins, frame(title, names, colors)],
  });
  try {
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
    if (blob === null) throw new Error("The chart is too large for a picture.");
    return new Uint8Array(await blob.arrayBuffer());
  } finally {
    chart.destroy();
  }
}

/** The background, which a page has from its document, the title, and the names. */
function frame(title: string, names: readonly DrawnLine[], colors: ChartColors): Plugin<"line"> {
  return {
    id: "frame",
    beforeDraw: ({ ctx, width, height }) => {
      ctx.save();
      ctx.fillStyle = colors.background;
      ctx.fillRect(0, 0, width, height);
      ctx.textBaseline = "middle";
      ctx.fillStyle = colors.foreground;
      ctx.font = `600 13px ${colors.fontFamily}`;
      ctx.fillText(title, padding, padding + lineHeight / 2, width - 2 * padding);
      ctx.font = `12px ${colors.fontFamily}`;
      names.forEach(({ series }, i) => {
        const y = padding + lineHeight * (i + 1.5);
        const { color, dash } = runStroke(series.place);
        ctx.strokeStyle = color;
        ctx.lineWidth = 2;
        ctx.setLineDash(dash);
        ctx.beginPath();
        ctx.moveTo(padding, y);
        ctx.lineTo(padding + 20, y);
        ctx.stroke();
        ctx.fillStyle = colors.foreground;
        ctx.fillText(series.label, padding + 28, y, width - 2 * padding - 28);
      });
      ctx.restore();
    },
  };
}
