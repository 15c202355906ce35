import type { DecidingMetric } from "@/lib/contracts";
import { formatCount, formatLevel, formatStep } from "./format";

export interface BestWords {
  step: number;
  bestSet: readonly number[];
  earliestWithin: number;
  tolerance: number;
  provisional: boolean;
  nUnits: number;
  nPending: number;
  metric: DecidingMetric;
}

/** Why this checkpoint, and how sure. */
export function bestSentence({ step, bestSet, earliestWithin, tolerance, provisional, nUnits, nPending, metric }: BestWords): string {
  const name = metric === "winRate" ? "win rate" : "win probability";
  const others = bestSet.length - 1;
  const parts = [
    `Keep step ${formatStep(step)}: the highest centred five-look mean of ${name}.`,
    others === 0
      ? "No other checkpoint is as good within the error of 95 %."
      : `${formatCount(others)} other ${others === 1 ? "checkpoint" : "checkpoints"} cannot be told apart from the best (95 %).`,
  ];
  if (earliestWithin !== step) parts.push(`Step ${formatStep(earliestWithin)} is the earliest within ${formatLevel(tolerance)} of it.`);
  if (provisional) parts.push(`Provisional: with ${formatCount(nUnits)} independent prompts the method has not been measured; below 50 it may be wrong more often than it says.`);
  if (nPending > 0) parts.push(`${formatCount(nPending)} ${nPending === 1 ? "checkpoint is" : "checkpoints are"} still being scored.`);
  return parts.join(" ");
}
