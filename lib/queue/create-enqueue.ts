import type { Logger } from "@/lib/logger";
import { openQueue, type LaneQueue, type QueueSettings } from "@/lib/queue/connection";
import type { Delivery, Enqueue } from "@/lib/queue/enqueue";
import { jobs, lanes, type Lane } from "@/lib/queue/jobs";

/**
 * Opens the queues for delivering. A delivery that fails is logged, never thrown: the task's row stays, and the sweeper
 * delivers it.
 */
export function createEnqueue(options: { settings: QueueSettings; log: Logger }): { enqueue: Enqueue; close(): Promise<void> } {
  const queues = new Map<Lane, LaneQueue>();
  const queueOf = (lane: Lane): LaneQueue => {
    let queue = queues.get(lane);
    if (!queue) {
      queue = openQueue(options.settings, lane);
      queue.on("error", (error) => options.log.warn({ err: error, lane }, "queue connection failed"));
      queues.set(lane, queue);
    }
    return queue;
  };

  const enqueue: Enqueue = async (deliveries, { swept } = { swept: false }) => {
    for (const lane of Object.keys(lanes) as Lane[]) {
      const group = deliveries.filter((delivery: Delivery) => jobs[delivery.stage].lane === lane);
      if (group.length === 0) continue;
      try {
        await queueOf(lane).addBulk(
          group.map(({ stage, subject, payload, priority }) => ({
            name: stage,
            data: { stage, subject, payload },
            opts: { priority, removeOnComplete: true as const, removeOnFail: true as const, ...(swept && { jobId: `swept|${stage}|${subject}` }) },
          })),
        );
      } catch (error) {
        options.log.warn({ err: error, lane, n: group.length }, "delivery failed; the sweeper will deliver");
      }
    }
  };
  return {
    enqueue,
    close: async () => {
      await Promise.allSettled([...queues.values()].map((queue) => queue.close()));
    },
  };
}
