import { multiReferenceMeans } from "./multi-reference-means";
import { outcomeCode, pairOutcomes, type PairOutcomes, type PairSides } from "./pair-outcomes";
import { summariseOutcomes, type OutcomesInput, type PairsSummary } from "./summarise-outcomes";
import { winRateBounds } from "./win-rate-bounds";

export interface AgainstAllInput extends Pick<OutcomesInput, "clusters" | "lengths"> {
  /** [R] the checkpoint's side against each reference set, R >= 1; only a pairwise model's own side differs between them. */
  sides: readonly PairSides[];
  /** [R][nPrompts] characters; null where not known. */
  referenceLengths: readonly (Float32Array | null)[];
}

/**
 * One point of a curve against several reference sets: per prompt the mean over the references it has, then the interval over prompts.
 * The prompt stays the unit, so n is the number of prompts whatever the number of references. A prompt counts as won, tied or lost as its
 * mean outcome lies above, at or below one half; it is pending while one of its pairs is, since a mean over fewer references is of
 * something else. Averaged outcomes vary less than single ones, so Wilson's interval is conservative for them.
 * @throws RangeError without a reference, when lengths differ or the temperature is not a positive number
 */
export function summariseAgainstAll({ sides, clusters, lengths, referenceLengths }: AgainstAllInput): PairsSummary {
  const found = sides.map(pairOutcomes);
  const wins = multiReferenceMeans(found.map((one) => one.wins)), probabilities = multiReferenceMeans(found.map((one) => one.probabilities));
  const [{ score, statuses }] = sides as [PairSides];
  if (clusters.length !== score.length) throw new RangeError(`${clusters.length} clusters for ${score.length} prompts`);
  const known = referenceLengths.filter((one) => one !== null);
  const summary = summariseOutcomes({
    outcomes: Uint8Array.from(wins, (win, i) => outcomeOf(found, win, i)), wins, probabilities, score, statuses, clusters, lengths,
    referenceLengths: known.length === 0 ? null : multiReferenceMeans(known),
  });
  const { nWin, nTie, nLoss, nFailed, nMissing } = summary, nPairs = nWin + nTie + nLoss;
  const won = (summary.winRate.value ?? 0) * nPairs;
  return { ...summary, winRateBounds: winRateBounds({ nWin: won, nTie: 0, nLoss: nPairs - won, nFailed, nMissing }) };
}

/** Without a pair: failed or missing on the checkpoint's side where any reference could have been compared with. */
function outcomeOf(found: readonly PairOutcomes[], win: number, i: number): number {
  const codes = found.map(({ outcomes }) => outcomes[i]!);
  if (codes.includes(outcomeCode.pending)) return outcomeCode.pending;
  if (Number.isNaN(win)) return Math.min(...codes);
  return win > 0.5 ? outcomeCode.win : win < 0.5 ? outcomeCode.loss : outcomeCode.tie;
}
