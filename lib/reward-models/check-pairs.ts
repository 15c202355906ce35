import { scoresOf, type Check } from "./check-subject";
import { fail, pass, skipped } from "./finding";
import { judgePositionBias } from "./judge-position-bias";
import { probeTexts } from "./probe-texts";
import type { ItemScore } from "./reward-model";

const SYMMETRY_TOLERANCE = 1e-6;

/** A completion against itself gives exactly one half. */
export const selfPair: Check = async ({ model }) => {
  let probability: number;
  if (model.facts.isPairwise) {
    const results = await model.score(probeTexts.map((item) => ({ ...item, reference: item.completion })));
    probability = results.map(probabilityOf).find((p) => p !== 0.5) ?? 0.5;
  } else {
    const scores = scoresOf(await model.score([probeTexts[0]!, probeTexts[2]!, probeTexts[0]!]));
    probability = 1 / (1 + Math.exp(scores[0]! - scores[2]!));
  }
  return probability === 0.5 ? pass("a completion against itself gives exactly 0.5") : fail(`a completion against itself gives ${probability}, not 0.5`);
};

/** Pairwise: P(a over b) = 1 - P(b over a) once both orders are averaged; says how much the order alone decides. */
export const swapSymmetry: Check = async ({ model, first }) => {
  if (!model.facts.isPairwise) return skipped("applies to pairwise models");
  const swapped = await model.score(probeTexts.map((item) => ({ messages: item.messages, completion: item.reference!, reference: item.completion })));
  const asymmetry = Math.max(...first.map((result, i) => Math.abs(probabilityOf(result) + probabilityOf(swapped[i]!) - 1)));
  if (!(asymmetry <= SYMMETRY_TOLERANCE)) return fail(`P(a over b) and P(b over a) do not add up to 1 but miss it by up to ${asymmetry.toPrecision(2)}`);
  return judgePositionBias(first.flatMap((result) => (result.status === "ok" && result.preference ? [result.preference] : [])));
};

function probabilityOf(result: ItemScore): number {
  return result.status === "ok" ? result.preference?.probability ?? NaN : NaN;
}
