import { fail, pass, skipped, type Finding } from "./finding";
import type { ModelUnderTest } from "./model-under-test";
import { parityOf } from "./parity-of";
import { parityPairs } from "./parity-pairs";
import { readGolden } from "./read-golden";
import type { ItemScore, ScoreItem } from "./reward-model";

const LEAST_SPEARMAN = 0.995;
const MOST_FLIPS = 0.02;

/** Whether a float16 or int8 file orders texts as the fp32 file beside it does: Spearman at least .995 and at most 2 % of at least 200 pairs with another winner. */
export async function checkPrecisionParity(model: ModelUnderTest): Promise<Finding> {
  const { precision } = model.facts.loaded;
  if (precision === "fp32") return skipped("fp32 is what other precisions are compared with");
  const full = await model.fullPrecision();
  if (typeof full === "string") {
    const detail = `there is no fp32 file to compare with (${full})`;
    return precision === "int8" ? fail(`${detail}: put model.onnx of full precision into the folder, since int8 may be used only after this comparison`) : skipped(detail);
  }
  const pairs = parityPairs(readGolden(model.facts.golden).lines.map(({ item }) => item));
  const items: ScoreItem[] = model.facts.isPairwise ? pairs.map(({ messages, a, b }) => ({ messages, completion: a, reference: b }))
    : pairs.flatMap(({ messages, a, b }) => [{ messages, completion: a }, { messages, completion: b }]);
  const [inFull, inLow] = [await full(items), await model.score(items)];
  const margins = (results: readonly ItemScore[]): number[] => pairs.map((_, i) => (model.facts.isPairwise ? scoreOf(results[i]!) : scoreOf(results[2 * i]!) - scoreOf(results[2 * i + 1]!)));
  const failed = [...inFull, ...inLow].find((result) => result.status === "failed");
  if (failed?.status === "failed") return fail(`a text of the comparison could not be scored: ${failed.message}`);
  const { spearman, flips, meanShift, nPairs } = parityOf(inFull.map(scoreOf), inLow.map(scoreOf), margins(inFull), margins(inLow));
  const detail = `against fp32 on ${nPairs} pairs: rank correlation ${spearman.toFixed(4)}, ${(100 * flips).toFixed(1)} % with another winner, mean shift ${meanShift.toFixed(3)}`;
  return spearman >= LEAST_SPEARMAN && flips <= MOST_FLIPS ? pass(detail)
    : fail(`${detail}; at least ${LEAST_SPEARMAN} and at most ${100 * MOST_FLIPS} % are wanted: use fp32, or quantise less of the model`);
}

function scoreOf(result: ItemScore): number {
  return result.status === "ok" ? result.score : NaN;
}
