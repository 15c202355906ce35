import type { Context } from "@/lib/context";
import { selectCurve, type CurveSelection } from "@/lib/context/select-curve";
import type { Verdict } from "@/lib/contracts";
import { verdictOn } from "@/lib/pipeline/verdict-on";

/**
 * What the training loop can act on, for one curve of a run.
 * @throws DomainError not-found (run), invalid-request (selection)
 */
export async function readVerdict(ctx: Context, selection: CurveSelection): Promise<Verdict> {
  return (await verdictOn(ctx, await selectCurve(ctx, selection))).verdict;
}
