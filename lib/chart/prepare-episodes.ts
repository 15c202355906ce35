import type { Curve } from "@/lib/contracts";
import { episodeSpans } from "./episode-spans";
import { formatCount, formatLevel, formatP, formatStep } from "./format";
import { runningAdjustedP } from "./running-adjusted-p";

/** One episode of detection in words. */
export interface EpisodeRow {
  number: number;
  open: boolean;
  /** Looks of the run, and the steps of the first and the last of them; in words where it has none on this curve. */
  looks: string;
  steps: string;
  /** What it began with, and what it ended with. */
  began: string;
  ended: string;
  /** Smallest run-adjusted p, with the step it is from; in words where nothing was tested. */
  smallest: string;
  /** Its error level, and whether the p came to it or below. */
  level: string;
  reached: boolean;
}

const beginnings: Record<string, string> = {
  first: "first look of the run", acknowledged: "alarm acknowledged", "plan-changed": "plan changed",
  comparability: "reward model, prompts, references or temperature changed",
};
const beginning = (reason: string) => beginnings[reason] ?? reason.replaceAll("-", " ");
const span = (a: string, b: string) => (a === b ? a : `${a} to ${b}`);

/** Every episode of detection on a curve, the open one last: from which look to which, and how near to an alarm each came. */
export function prepareEpisodes(curve: Pick<Curve, "points" | "episodes">): EpisodeRow[] {
  const spans = new Map(episodeSpans(curve).map((one) => [one.episode.number, one]));
  const tested = runningAdjustedP(curve);
  return curve.episodes.map(({ number, reason, plan }, i) => {
    const place = spans.get(number);
    const next = curve.episodes[i + 1];
    const own = tested.filter(({ episode }) => episode === number);
    const nearest = own.find((look) => look.own === own.at(-1)!.running);
    return {
      number, open: next === undefined,
      looks: place ? span(formatCount(place.first.look), formatCount(place.last.look)) : next?.reason === "comparability" ? "none that compares with the present" : "none",
      steps: place ? span(formatStep(place.first.step), formatStep(place.last.step)) : "\u2013",
      began: beginning(reason), ended: next ? beginning(next.reason) : "open",
      smallest: nearest ? `${formatP(nearest.own)} at step ${formatStep(nearest.point.step)}` : "nothing tested",
      level: formatLevel(plan.alpha), reached: nearest !== undefined && nearest.own <= plan.alpha,
    };
  });
}
