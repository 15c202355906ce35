import type { Context } from "@/lib/context";
import { requestJob } from "@/lib/context/request-job";
import { checkpointsTouchedBy } from "@/lib/db/checkpoints";
import type { VectorKey } from "@/lib/db/score-vectors";
import type { Delivery } from "@/lib/queue/enqueue";

/** New scores change the points of every checkpoint that compares with them: asks for those to be drawn anew. */
export async function announceScores(ctx: Context, { completionSetId, rewardModelId }: Pick<VectorKey, "completionSetId" | "rewardModelId">): Promise<void> {
  const deliveries: Delivery[] = [];
  for (const { id } of await checkpointsTouchedBy(ctx.db, completionSetId, rewardModelId)) {
    deliveries.push(await requestJob(ctx.db, "aggregate-win-rate", { checkpointId: id, rewardModelId }));
  }
  await ctx.enqueue(deliveries);
}
