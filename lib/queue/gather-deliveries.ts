import type { Delivery, Enqueue } from "@/lib/queue/enqueue";

/** What comes within this time goes together; nobody notices it before work that takes seconds. */
const gatherMs = 100;

/**
 * Hands deliveries on in groups: to add a job costs PostgreSQL as much as to keep a checkpoint, and to add ten hardly more than one.
 * What a process that ends had not handed on, the sweeper delivers.
 */
export function gatherDeliveries(enqueue: Enqueue): Enqueue {
  let gathering: { deliveries: Delivery[]; handedOn: Promise<void> } | null = null;
  return (deliveries, options) => {
    if (options?.swept || deliveries.length === 0) return enqueue(deliveries, options);
    if (!gathering) {
      const group: Delivery[] = [];
      const handedOn = new Promise<void>((resolve) => setTimeout(resolve, gatherMs)).then(() => {
        gathering = null;
        return enqueue(group);
      });
      gathering = { deliveries: group, handedOn };
    }
    gathering.deliveries.push(...deliveries);
    return gathering.handedOn;
  };
}
