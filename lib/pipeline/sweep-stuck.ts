import type { Context } from "@/lib/context";
import { stuckTasks, touchTasks } from "@/lib/db/stage-tasks";
import { reopenAlerts } from "@/lib/pipeline/reopen-alerts";
import type { Delivery } from "@/lib/queue/enqueue";

/** After this long without being picked up, a delivery counts as lost. */
const lostAfterMs = 30_000;
const limit = 500;

/** Delivers again what should be running and is not: back-off over, lease expired, delivery lost; and opens alerts whose snooze is over. @returns how many tasks */
export async function sweepStuck(ctx: Context): Promise<number> {
  const now = ctx.now();
  const tasks = await stuckTasks(ctx.db, { now, lostAfterMs, limit });
  await touchTasks(ctx.db, tasks, now);
  await ctx.enqueue(tasks as unknown as Delivery[], { swept: true });
  await reopenAlerts(ctx);
  return tasks.length;
}
