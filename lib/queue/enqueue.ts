import type { JobName, JobPayload } from "@/lib/queue/jobs";

/** A stage task that has been committed and now needs delivery. */
export type Delivery = { [N in JobName]: { stage: N; subject: string; payload: JobPayload<N>; priority: number } }[JobName];

/** Delivers committed tasks. Never throws: the sweeper delivers what the queue lost. */
export type Enqueue = (deliveries: readonly Delivery[]) => Promise<void>;
