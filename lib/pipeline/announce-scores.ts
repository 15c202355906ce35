import type { Context } from "@/lib/context";
import type { VectorKey } from "@/lib/db/score-vectors";
import { requestPoints } from "@/lib/pipeline/request-points";

/** Scores have been kept: the points that they change are drawn anew. */
export async function announceScores(ctx: Context, key: Pick<VectorKey, "completionSetId" | "rewardModelId">): Promise<void> {
  await ctx.enqueue(await requestPoints(ctx.db, key));
}
