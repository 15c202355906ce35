import { requestStage } from "@/lib/db/stage-tasks";
import type { Tx, Db } from "@/lib/db/client";
import type { Delivery } from "@/lib/queue/enqueue";
import { jobs, priorities, type JobName, type JobPayload } from "@/lib/queue/jobs";

/**
 * Asks for a stage of the pipeline, in the transaction that made it necessary; hand the result to `ctx.enqueue` after
 * the commit. The subject is the payload's ids in the order of the table, so that asking twice is asking once.
 */
export async function requestJob<N extends JobName>(
  db: Db | Tx,
  stage: N,
  payload: JobPayload<N>,
  priority: number = priorities.live,
): Promise<Delivery> {
  return requestStage(db, deliveryOf(stage, payload, priority));
}

/** A request for a stage as its row and the queue have it. */
export function deliveryOf<N extends JobName>(stage: N, payload: JobPayload<N>, priority: number = priorities.live): Delivery {
  const ids = jobs[stage].payload.parse(payload);
  return { stage, subject: Object.values(ids).join("|"), payload: ids, priority } as Delivery;
}
