import { requestJob } from "@/lib/context/request-job";
import { scoringNeeds } from "@/lib/db/checkpoints";
import type { Db, Tx } from "@/lib/db/client";
import type { Delivery } from "@/lib/queue/enqueue";
import { priorities } from "@/lib/queue/jobs";

/** Asks for whatever runs need of one completion set, reward model or run; references first, since every point waits for them. */
export async function requestScoring(db: Db | Tx, only: Parameters<typeof scoringNeeds>[1]): Promise<Delivery[]> {
  const deliveries: Delivery[] = [];
  for (const { isReference, ...payload } of await scoringNeeds(db, only)) {
    deliveries.push(await requestJob(db, "score-completions", payload, isReference ? priorities.reference : priorities.live));
  }
  return deliveries;
}
