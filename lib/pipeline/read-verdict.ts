import type { Context } from "@/lib/context";
import { selectCurve, type CurveSelection } from "@/lib/context/select-curve";
import type { Verdict } from "@/lib/contracts";

/** What the training loop can act on. No detector exists yet, so the answer is `insufficient` and says why. */
export async function readVerdict(ctx: Context, selection: CurveSelection): Promise<Verdict> {
  await selectCurve(ctx, selection);
  return {
    verdict: "insufficient",
    reason: "Regressions are not tested by this version: the curves and their intervals are all there is to judge by.",
    shouldStop: false, adjustedP: null, regression: null, smallestDetectableDrop: null, best: null, keep: [], safeToDelete: [],
  };
}
