import type { Curve } from "@/lib/contracts";
import { episodeFlags } from "./episode-flags";
import { formatCount, formatLevel, formatP, formatStep } from "./format";
import { prepareEpisodes, type EpisodeRow } from "./prepare-episodes";
import type { Flag } from "./prepare-flags";
import { prepareSeries, type SeriesPoint } from "./prepare-series";
import { runningAdjustedP, type RunningP } from "./running-adjusted-p";

export interface AdjustedPModel {
  /** Of the open episode. Values are log10 of the running minimum, cut at the lower edge of the axis. */
  segments: SeriesPoint[][];
  /** Of those before it, each with its own running minimum: drawn quieter. */
  earlier: { number: number; segments: SeriesPoint[][] }[];
  /** Where later episodes began. */
  starts: Flag[];
  /** In log10. */
  yRange: { min: number; max: number };
  /** The error level of the open episode as a height, log10; an alarm at or below it. */
  limit: { value: number; label: string };
  /** What is drawn. */
  caption: string;
  /** Looks arrived in another order than their steps: over steps a line may rise again. */
  late: boolean;
  summary: string;
}

/** Below this a smaller p changes nothing that anybody would do. */
const floor = -5;

/** A tick: `.01` for -2, `1` for 0. @param height log10 of p */
export const formatHeight = (height: number): string => (height >= 0 ? "1" : `${(10 ** height).toFixed(Math.max(0, Math.ceil(-height))).slice(1)}`);

/**
 * How near to an alarm the run has come at each look: the smallest run-adjusted p so far, in order of arrival, on a log scale; anew in
 * each episode of detection.
 * @param errorLevel run-wide false-alarm rate of the open episode, (0, 1)
 * @returns null where no look has been tested yet
 */
export function prepareAdjustedP(curve: Curve, { errorLevel }: { errorLevel: number }): AdjustedPModel | null {
  const looks = runningAdjustedP(curve);
  if (looks.length === 0) return null;
  const open = curve.episodes.at(-1)?.number ?? looks.at(-1)!.episode;
  const heightOf = new Map(looks.map(({ point, running }) => [point.checkpointId, Math.max(floor, Math.min(0, Math.log10(running)))]));
  const linesOf = (number: number) => prepareSeries(curve, ({ checkpointId, episode }) => {
    const value = episode === number ? heightOf.get(checkpointId) : undefined;
    return value === undefined ? null : { value, low: null, high: null };
  });
  const numbers = [...new Set(looks.map(({ episode }) => episode))];
  const limit = Math.log10(errorLevel);
  const lowest = Math.min(limit, ...heightOf.values());
  const several = curve.episodes.length > 1;
  const episodes = several ? prepareEpisodes(curve) : [];
  return {
    segments: linesOf(open),
    earlier: numbers.filter((number) => number !== open).map((number) => ({ number, segments: linesOf(number) })),
    starts: episodeFlags(curve),
    yRange: { min: Math.max(floor, Math.floor(Math.min(lowest, limit - 0.5))) - 0.15, max: 0.15 },
    limit: { value: limit, label: `alarm at ${formatLevel(errorLevel)}` },
    caption: `Run-adjusted p, the smallest so far${several ? " in its episode" : ""}, counted as looks arrived${numbers.some((number) => number !== open) ? "; earlier episodes are the quieter lines" : ""}`,
    late: !inStepOrder(looks.map(({ point }) => point.step)),
    summary: [openSentence(looks.filter(({ episode }) => episode === open), errorLevel, several ? open : null), ...episodes.filter((row) => !row.open).map(earlierSentence)].join(" "),
  };
}

/** @param number of the open episode, where there are others */
function openSentence(looks: readonly RunningP[], errorLevel: number, number: number | null): string {
  const last = looks.at(-1), nearest = looks.find(({ own }) => own === last?.running);
  const where = number === null ? "" : ` in episode ${formatCount(number)}`;
  if (!last || !nearest) return `Nothing has been tested${where} yet.`;
  return `Run-adjusted p${where} after look ${formatCount(last.look)}, step ${formatStep(last.point.step)}: smallest so far ${formatP(last.running)}, from look ${formatCount(nearest.look)}, step ${formatStep(nearest.point.step)}. An alarm is raised at or below ${formatLevel(errorLevel)}.`;
}

const earlierSentence = ({ number, looks, steps, smallest, level, reached, ended }: EpisodeRow): string =>
  `Episode ${formatCount(number)}: looks ${looks}, steps ${steps}; ${smallest}, alarm level of ${level} ${reached ? "reached" : "not reached"}; ended: ${ended}.`;

const inStepOrder = (steps: readonly number[]) => steps.every((step, i) => i === 0 || step >= steps[i - 1]!);
