"use client";

import type { Chart, ChartConfiguration } from "chart.js";
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from "react";
import { isInSight } from "./is-in-sight";
import { type Colours, readColours } from "./read-colours";
import { useThemeChanges } from "./use-theme-changes";
import { whenQuiet } from "./when-quiet";

export type ChartHandle = { chart: Chart | null };

/**
 * A canvas with one chart in it. `configure` is called again when it changes and when the theme does; the chart is updated,
 * never animated, and drawn in a box whose height is reserved, so that nothing on the page moves. Out of sight it is drawn a moment later.
 */
export function ChartCanvas({ configure, onReady, ref }: {
  configure: (colours: Colours) => ChartConfiguration; onReady?: (chart: Chart) => void; ref?: Ref<ChartHandle>;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const chart = useRef<Chart | null>(null);
  const [library, setLibrary] = useState<typeof import("./chart-setup") | null>(null);
  const theme = useThemeChanges();
  useImperativeHandle(ref, () => ({ get chart() { return chart.current; } }), []);

  useEffect(() => {
    let gone = false;
    void import("./chart-setup").then((module) => !gone && setLibrary(module));
    return () => { gone = true; };
  }, []);

  useEffect(() => {
    if (!library || !canvas.current) return;
    const element = canvas.current;
    const draw = () => {
      const { type, data, options, plugins } = configure(readColours(element.parentElement!)) as ChartConfiguration<"line">;
      if (chart.current) {
        chart.current.data = data;
        chart.current.options = options!;
        chart.current.update("none");
      } else {
        chart.current = new library.Chart(element, { type, data, options: options!, plugins: plugins! }) as Chart;
      }
      onReady?.(chart.current);
    };
    // A dozen charts change at once: those out of sight wait, so that what is seen answers at once.
    if (!isInSight(element)) return whenQuiet(draw);
    draw();
  }, [library, configure, theme, onReady]);

  useEffect(() => () => { chart.current?.destroy(); chart.current = null; }, []);

  return <canvas ref={canvas} aria-hidden className="absolute inset-0" />;
}
