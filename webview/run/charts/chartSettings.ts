import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { ChartSettings } from "../../../src/protocol/run.ts";
import { host } from "../host.ts";

/** A slider moves through many values: only where it stays is kept. */
const keepAfterMs = 300;

/** How the user wants to see charts, and the means to change it; kept for the next run. */
export interface KeptChartSettings extends ChartSettings {
  readonly change: (change: Partial<ChartSettings>) => void;
}

/** `undefined` until the extension told them. */
export function useChartSettings(): KeptChartSettings | undefined {
  const [settings, setSettings] = useState<ChartSettings | undefined>(undefined);
  const timer = useRef(0);
  useEffect(() => void host.chartSettings().then(setSettings), []);
  const change = useCallback((change: Partial<ChartSettings>) => {
    setSettings((before) => {
      if (before === undefined) return before;
      const next = { ...before, ...change };
      window.clearTimeout(timer.current);
      timer.current = window.setTimeout(() => void host.keepChartSettings(next), keepAfterMs);
      return next;
    });
  }, []);
  return settings && { ...settings, change };
}
