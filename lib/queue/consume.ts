import type { Logger } from "@/lib/logger";
import { openWorker, type DeliveryData, type QueueSettings } from "@/lib/queue/connection";
import { lanes, type Lane } from "@/lib/queue/jobs";

/**
 * Takes deliveries from every lane and hands each to `deliver`, which answers for leases and retries and does not throw.
 * @returns close: stops taking, and waits for what is running
 */
export function consume(options: {
  settings: QueueSettings;
  deliver: (data: DeliveryData) => Promise<void>;
  log: Logger;
}): { ready(): Promise<void>; close(): Promise<void> } {
  const workers = (Object.keys(lanes) as Lane[]).map((lane) => {
    const worker = openWorker(options.settings, lane, options.deliver);
    worker.on("error", (error) => options.log.warn({ err: error, lane }, "queue worker error"));
    return worker;
  });
  return {
    ready: async () => {
      await Promise.all(workers.map((worker) => worker.waitUntilReady()));
    },
    close: async () => {
      await Promise.allSettled(workers.map((worker) => worker.close()));
    },
  };
}
