import type { Curve, Episode } from "@/lib/contracts";
import { formatCount, formatLevel, formatP, formatStep } from "./format";
import { prepareSeries, type SeriesPoint } from "./prepare-series";
import { runningAdjustedP } from "./running-adjusted-p";

export interface AdjustedPModel {
  /** Values are log10 of the running minimum, cut at the lower edge of the axis; episodes are lines of their own. */
  segments: SeriesPoint[][];
  /** In log10. */
  yRange: { min: number; max: number };
  /** The error level as a height, log10; an alarm at or below it. */
  limit: { value: number; label: string };
  /** What is drawn, and what is not. */
  caption: string;
  /** Looks arrived in another order than their steps: over steps the line may rise again. */
  late: boolean;
  summary: string;
}

/** Below this a smaller p changes nothing that anybody would do. */
const floor = -5;

/** A tick: `.01` for -2, `1` for 0. @param height log10 of p */
export const formatHeight = (height: number): string => (height >= 0 ? "1" : `${(10 ** height).toFixed(Math.max(0, Math.ceil(-height))).slice(1)}`);


/**
 * How near to an alarm the run has come at each look: the smallest run-adjusted p so far, in order of arrival, on a log scale.
 * @param errorLevel run-wide false-alarm rate of an episode, (0, 1)
 * @param episode the one that is open
 * @returns null where no look has been tested yet
 */
export function prepareAdjustedP(curve: Curve, { errorLevel, episode }: { errorLevel: number; episode: Episode | null }): AdjustedPModel | null {
  const looks = runningAdjustedP(curve, episode);
  const last = looks.at(-1);
  if (last === undefined) return null;
  const of = new Map(looks.map((look) => [look.point.checkpointId, look]));
  const height = (p: number) => Math.max(floor, Math.min(0, Math.log10(p)));
  const whole = prepareSeries(curve, ({ checkpointId }) => {
    const look = of.get(checkpointId);
    return look === undefined ? null : { value: height(look.running), low: null, high: null };
  });
  const episodeOf = ({ point }: SeriesPoint) => of.get(point.checkpointId)!.episode;
  const segments = whole.flatMap((segment) => splitWhere(segment, (a, b) => episodeOf(a) !== episodeOf(b)));
  const limit = Math.log10(errorLevel);
  const lowest = segments.flat().reduce((least, { value }) => Math.min(least, value), limit);
  const nearest = looks.find(({ episode: number, own }) => number === last.episode && own === last.running)!;
  const episodes = new Set(looks.map((look) => look.episode)).size;
  const nTested = curve.points.filter(({ adjustedP }) => adjustedP !== null).length;
  return {
    segments,
    yRange: { min: Math.max(floor, Math.floor(Math.min(lowest, limit - 0.5))) - 0.15, max: 0.15 },
    limit: { value: limit, label: `alarm at ${formatLevel(errorLevel)}` },
    caption: [
      `Run-adjusted p, the smallest so far${episodes > 1 ? " in its episode" : ""}, counted as looks arrived`,
      nTested > looks.length ? `${formatCount(nTested - looks.length)} looks of earlier episodes are not drawn` : null,
    ].filter((part) => part !== null).join("; "),
    late: !inStepOrder(looks.map(({ point }) => point.step)),
    summary: `Run-adjusted p after look ${formatCount(last.look)}, step ${formatStep(last.point.step)}: smallest so far ${formatP(last.running)}, from look ${formatCount(nearest.look)}, step ${formatStep(nearest.point.step)}. An alarm is raised at or below ${formatLevel(errorLevel)}.`,
  };
}

const inStepOrder = (steps: readonly number[]) => steps.every((step, i) => i === 0 || step >= steps[i - 1]!);

function splitWhere<T>(items: readonly T[], differ: (a: T, b: T) => boolean): T[][] {
  const parts: T[][] = [];
  items.forEach((item, i) => (i === 0 || differ(items[i - 1]!, item) ? parts.push([item]) : parts.at(-1)!.push(item)));
  return parts;
}
