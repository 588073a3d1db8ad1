import type { ZoomPluginOptions } from "chartjs-plugin-zoom/types/options";
import type { XRange } from "./lineConfig.ts";
import type { ChartColors } from "./theme.ts";

/** No part of the axis can be chosen that is narrower than this part of it: numbers have an end. */
const narrowest = 1e-9;

/**
 * Zooming by dragging over a part, or by Ctrl and the wheel; panning by dragging with Shift.
 *
 * @param onRange told when a movement has ended; `undefined` once all of the domain is in sight again
 */
export function zoomOptions(
  isEnabled: boolean,
  domain: XRange | undefined,
  colors: Pick<ChartColors, "selection" | "axis">,
  onRange: (range: XRange | undefined) => void,
): ZoomPluginOptions {
  const tell = ({ chart }: { chart: { scales: Record<string, { min: number; max: number }> } }) => {
    const { min, max } = chart.scales["x"]!;
    const isWhole = domain !== undefined && min <= domain.min && max >= domain.max;
    onRange(isWhole ? undefined : { min, max });
  };
  return {
    limits: domain && { x: { ...domain, minRange: (domain.max - domain.min) * narrowest } },
    zoom: {
      mode: "x",
      drag: {
        enabled: isEnabled,
        threshold: 5,
        backgroundColor: colors.selection,
        borderColor: colors.axis,
        borderWidth: 1,
      },
      wheel: { enabled: isEnabled, modifierKey: "ctrl" },
      pinch: { enabled: isEnabled },
      onZoomComplete: tell,
    },
    pan: { enabled: isEnabled, mode: "x", modifierKey: "shift", onPanComplete: tell },
  };
}
