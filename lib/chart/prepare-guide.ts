import type { CurveModel } from "./curve-model";

export interface GuidePoint { step: number; value: number }

const half = 2;

/**
 * The centred mean of five neighbouring points: a guide for the eye that decides nothing. It never reaches over a gap or a break,
 * and has no value where fewer than two points lie on either side, so that its ends do not bend to single points.
 * @returns values in the metric's unit, one line a segment; a segment of fewer than five points has none
 */
export function prepareGuide({ segments }: Pick<CurveModel, "segments">): GuidePoint[][] {
  return segments.map((segment) => segment.flatMap(({ step }, i) => {
    const around = segment.slice(Math.max(0, i - half), i + half + 1);
    return around.length <= 2 * half ? [] : [{ step, value: around.reduce((sum, { value }) => sum + value, 0) / around.length }];
  })).filter((segment) => segment.length > 0);
}
