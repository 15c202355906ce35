import type { JobName, JobPayload } from "@/lib/queue/jobs";

/** A stage task that has been committed and now needs delivery. */
export type Delivery = { [N in JobName]: { stage: N; subject: string; payload: JobPayload<N>; priority: number } }[JobName];

/**
 * Delivers committed tasks. Never throws: the sweeper delivers what the queue lost.
 * @param options.swept the sweeper's deliveries: of one task the queue holds one of them at most, however often it is swept while it waits
 */
export type Enqueue = (deliveries: readonly Delivery[], options?: { swept: boolean }) => Promise<void>;
