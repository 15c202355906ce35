import { conformanceChecks, type ConformanceCheck, type OnnxSpec } from "@/lib/contracts";
import { DomainError } from "@/lib/errors";
import { batchInvariance, paddingInvariance } from "./check-batching";
import { checkGoldenScores } from "./check-golden-scores";
import { selfPair, swapSymmetry } from "./check-pairs";
import { checkPrecisionParity } from "./check-precision-parity";
import { determinism, scoreRange } from "./check-scores";
import type { Check } from "./check-subject";
import { singleBos, specialTokens, truncation } from "./check-text";
import { fail, pass, skipped, type Finding } from "./finding";
import type { ModelUnderTest } from "./model-under-test";
import { probeTexts } from "./probe-texts";
import type { GoldenScore, ItemScore } from "./reward-model";

/** The report of a model that could not be opened: `load` fails with the sentence, nothing else was tried. */
export function loadFailed(sentence: string): ConformanceCheck[] {
  return conformanceChecks.map((check) => ({ check, ...(check === "load" ? fail(sentence) : skipped("the model could not be loaded")) }));
}

/**
 * Runs every check that applies to the model. A check that breaks down counts as failed; it never throws for a bad model.
 * @param recorded scores of an earlier check @returns the report, and scores of the probe texts to store once the model has passed
 */
export async function checkRewardModel(spec: OnnxSpec, model: ModelUnderTest, recorded?: readonly GoldenScore[] | null): Promise<{ conformance: ConformanceCheck[]; recorded: GoldenScore[] }> {
  const first = await model.score(probeTexts);
  const conformance: ConformanceCheck[] = [];
  for (const check of conformanceChecks) {
    let finding: Finding;
    try {
      finding = await checks[check]({ spec, model, first, recorded });
    } catch (error) {
      if (error instanceof DomainError && error.code === "unavailable") throw error;
      finding = fail("the check could not be run on this model: look at the worker's log");
    }
    conformance.push({ check, ...finding });
  }
  return { conformance, recorded: toRecord(first, model.facts.isPairwise) };
}

const checks: Record<ConformanceCheck["check"], Check> = {
  load: ({ model: { facts } }) => pass(["files, inputs, outputs and tokeniser are readable.", ...facts.notes].join(" ").replace(/\.$/, "")),
  "batch-invariance": batchInvariance,
  "padding-invariance": paddingInvariance,
  "single-bos": singleBos,
  "special-tokens": specialTokens,
  truncation,
  "self-pair": selfPair,
  "swap-symmetry": swapSymmetry,
  determinism,
  "score-range": scoreRange,
  "golden-scores": ({ model, recorded }) => checkGoldenScores(model, recorded),
  "precision-parity": ({ model }) => checkPrecisionParity(model),
};

function toRecord(results: readonly ItemScore[], isPairwise: boolean): GoldenScore[] {
  return results.flatMap((result, i) => {
    const { messages, completion, reference } = probeTexts[i]!;
    return result.status === "ok" && result.cut === "none" ? [{ prompt: messages[0]!.content, completion, ...(isPairwise ? { reference } : {}), score: result.score }] : [];
  });
}
