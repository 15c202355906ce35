import type { Colours } from "./read-colours";

/** A Chart.js axis of fractions from `min` to 1, written in per cent. */
export const percentAxis = (colours: Colours, text: string, min = 0) => ({
  type: "linear" as const, min, max: 1, title: { display: true, text, color: colours.muted }, border: { color: colours["line-strong"] },
  grid: { color: colours.line }, ticks: { color: colours.muted, stepSize: min === 0 ? 0.25 : 0.1, callback: (value: number | string) => `${Math.round(Number(value) * 100)}\u00A0%` },
});
