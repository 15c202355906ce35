import type { Context } from "@/lib/context";
import { reopenSnoozed } from "@/lib/db/alerts";
import { noteRunChange } from "@/lib/db/run-events";

/** Opens the alerts whose snooze is over. */
export async function reopenAlerts(ctx: Context): Promise<void> {
  await noteRunChange(ctx.db, await reopenSnoozed(ctx.db, ctx.now()), "alert");
}
