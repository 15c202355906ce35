import { compareGolden } from "./compare-golden";
import { fail, pass, skipped, type Finding } from "./finding";
import type { ModelUnderTest } from "./model-under-test";
import { readGolden, recordedLines } from "./read-golden";
import type { GoldenScore } from "./reward-model";

/**
 * Scores, and ids where given, of the folder's golden.jsonl, else those recorded when the model first passed. An int8 model is held to golden ids and to its own
 * recorded scores: how far it may lie from golden scores of full precision is for `precision-parity` to say.
 */
export async function checkGoldenScores(model: ModelUnderTest, recorded: readonly GoldenScore[] | null | undefined): Promise<Finding> {
  const { precision } = model.facts.loaded;
  const { lines, bad } = readGolden(model.facts.golden);
  if (bad !== null) return fail(`line ${bad} of golden.jsonl is not {prompt or messages, completion, score}: correct or remove it`);
  const compares = model.facts.isPairwise;
  const silent = lines.findIndex(({ item }) => compares && item.reference === undefined);
  if (silent >= 0) return fail(`text ${silent + 1} of golden.jsonl has no reference, which a pairwise model compares with: add it`);
  const ofFolder = lines.length === 0 ? null : compareGolden(lines, await model.score(lines.map(({ item }) => item)), precision);
  if (ofFolder?.problem) return fail(`golden.jsonl: ${ofFolder.problem}`);
  if (ofFolder && precision !== "int8") {
    if (ofFolder.compared === 0) return skipped("every text of golden.jsonl is longer than the registration's maxTokens");
    const detail = `${ofFolder.compared} texts of golden.jsonl, largest difference ${ofFolder.worst.toExponential(1)}`;
    return ofFolder.differs ? fail(`${detail}: weights and golden.jsonl do not belong together, or this machine computes differently`) : pass(detail);
  }
  const earlier = recordedLines(recorded);
  if (earlier.length === 0) return skipped("the folder has no golden.jsonl of this precision (lines of prompt, completion, score): the scores of the check texts are recorded now and compared from here on");
  const again = compareGolden(earlier, await model.score(earlier.map(({ item }) => item)), precision);
  if (again.problem) return fail(`recorded scores: ${again.problem}`);
  const detail = `${again.compared} texts scored when the model was registered, largest difference ${again.worst.toExponential(1)}`;
  return again.differs ? fail(`${detail}: this machine computes differently, or the files have changed`) : pass(detail);
}
