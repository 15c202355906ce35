import type { Contrast, Curve } from "@/lib/contracts";
import type { MetricName } from "./metrics";

/** Steps of one side, and the mean of their points where it can be drawn on the metric at hand. */
export interface BracketSide { steps: number[]; value: number | null }
export interface BracketModel {
  block: BracketSide; window: BracketSide;
  /** `-3.1 pp, at least -1.2`. */
  label: string;
}

/** Points without a unit: the label names it once. */
const inPoints = (difference: number) => { const text = (difference * 100).toFixed(1); return Number(text) === 0 ? "0.0" : text; };

/**
 * The contrast that raised an alarm, as a bracket between the earlier block and the later window.
 * @param deciding the metric that the contrast was made on; on any other the two groups are named but have no height
 * @returns null where no point of one of the groups is on the curve
 */
export function prepareBracket(contrast: Contrast, curve: Pick<Curve, "points">, { metric, deciding }: { metric: MetricName; deciding: MetricName }): BracketModel | null {
  // Of a contrast within one tag, the curve of all prompts does not show the heights.
  const hasHeight = metric === deciding && contrast.family === "all";
  const side = (steps: readonly number[]): BracketSide | null => {
    const points = curve.points.filter(({ step }) => steps.includes(step));
    if (points.length === 0) return null;
    const values = points.flatMap(({ [metric]: estimate }) => estimate.value ?? []);
    return {
      steps: points.map(({ step }) => step),
      value: hasHeight && values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null,
    };
  };
  const [block, window] = [side(contrast.blockSteps), side(contrast.windowSteps)];
  if (!block || !window) return null;
  const family = contrast.family === "all" ? "" : `, ${contrast.family.replace(/^tag:/, "tag ")}`;
  return { block, window, label: `${inPoints(-contrast.drop)}\u00A0pp, at least ${inPoints(-Math.max(0, contrast.dropLow))}${family}` };
}
