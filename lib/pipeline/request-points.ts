import { requestJob } from "@/lib/context/request-job";
import { checkpointsTouchedBy } from "@/lib/db/checkpoints";
import type { Db, Tx } from "@/lib/db/client";
import type { VectorKey } from "@/lib/db/score-vectors";
import type { Delivery } from "@/lib/queue/enqueue";

/** New scores change the points of every checkpoint that compares with them: asks for those to be drawn anew. */
export async function requestPoints(db: Db | Tx, { completionSetId, rewardModelId }: Pick<VectorKey, "completionSetId" | "rewardModelId">): Promise<Delivery[]> {
  const deliveries: Delivery[] = [];
  for (const { id } of await checkpointsTouchedBy(db, completionSetId, rewardModelId)) {
    deliveries.push(await requestJob(db, "aggregate-win-rate", { checkpointId: id, rewardModelId }));
  }
  return deliveries;
}
