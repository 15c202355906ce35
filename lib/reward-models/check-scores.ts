import { oneByOne, probeRows, scoresOf, show, type Check } from "./check-subject";
import { fail, pass } from "./finding";
import { probeTexts } from "./probe-texts";

/** The same score twice, bit for bit. */
export const determinism: Check = async ({ model, first }) => {
  const again = await model.score(probeTexts);
  const same = again.every((result, i) => JSON.stringify(result) === JSON.stringify(first[i]));
  return same ? pass("the same scores twice, bit for bit") : fail("the same texts got other scores the second time");
};

/** Finite, not constant, and not all in [0, 1] where a logit is expected. */
export const scoreRange: Check = async ({ spec, model, first }) => {
  const failed = first.filter((result) => result.status === "failed");
  if (failed.length > 0) return fail(`${failed.length} of ${first.length} test texts could not be scored: ${(failed[0] as { message: string }).message}`);
  const scores = scoresOf(first);
  const [low, high] = [Math.min(...scores), Math.max(...scores)];
  if (high - low < 1e-6) return fail(`every test text got the same score (${show(low)}): the model does not read its input`);
  // The scores of a pairwise model have both signs by construction; what may be a probability is its own answer.
  const answers = spec.kind === "pairwise" && spec.input === "text-pair" ? await oneByOne(model, await probeRows(model)) : scores;
  const [lowest, highest] = [Math.min(...answers), Math.max(...answers)];
  if (spec.kind !== "absolute" && spec.scale !== "probability" && lowest >= 0 && highest <= 1) {
    return fail(`all test scores lie between 0 and 1 (${show(lowest)} to ${show(highest)}), which looks like probabilities: register scale: "probability", or export logits`);
  }
  return pass(`test scores lie between ${show(low)} and ${show(high)}`);
};
