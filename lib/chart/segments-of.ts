import type { Curve, CurvePoint } from "@/lib/contracts";

/**
 * Lines of neighbouring points: interrupted at every step without a value, at every named break and wherever the identity changes.
 * @param points in step order
 * @param gapSteps steps that are known but have no value, ascending
 */
export function segmentsOf<T extends { step: number; point: Pick<CurvePoint, "identity"> }>(
  points: readonly T[], gapSteps: readonly number[], breaks: Curve["breaks"],
): T[][] {
  const segments: T[][] = [];
  let nextGap = 0;
  points.forEach((point, i) => {
    const before = points[i - 1];
    while (nextGap < gapSteps.length && before !== undefined && gapSteps[nextGap]! <= before.step) nextGap++;
    const gap = nextGap < gapSteps.length && gapSteps[nextGap]! < point.step;
    const interrupted = before === undefined || gap || before.point.identity !== point.point.identity ||
      breaks.some(({ beforeStep, afterStep }) => before.step <= Math.min(beforeStep, afterStep) && point.step >= Math.max(beforeStep, afterStep));
    if (interrupted) segments.push([point]);
    else segments.at(-1)!.push(point);
  });
  return segments;
}
