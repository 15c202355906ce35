import type { Context } from "@/lib/context";
import { notFound } from "@/lib/context/not-found";
import { presentAlert } from "@/lib/context/present-alert";
import type { Alert } from "@/lib/contracts";
import { findAlert, setStanding, type StoredAlert } from "@/lib/db/alerts";
import type { Tx } from "@/lib/db/client";
import { noteRunChange } from "@/lib/db/run-events";
import { lockRun } from "@/lib/db/runs";
import { nextAlert, type AlertEvent } from "@/lib/detect/alert-lifecycle";
import type { Delivery } from "@/lib/queue/enqueue";

/** What changes along with the state, and what it makes necessary. */
type Along = (tx: Tx, alert: StoredAlert) => Promise<{ columns?: { acknowledgedBy: string; acknowledgedAt: Date }; deliveries?: Delivery[] }>;

/**
 * Lets a person change the state of an alert; where nothing changes, nothing else happens either. The run is locked before the
 * alert is read, as everywhere, so that of two people one makes the change.
 * @param along runs within the change
 * @throws DomainError not-found
 */
export async function changeAlert(ctx: Context, id: string, event: AlertEvent, along: Along = async () => ({})): Promise<Alert> {
  const now = ctx.now();
  const deliveries = await ctx.db.$transaction(async (tx) => {
    const { runId } = await alertOrThrow(tx, id);
    await lockRun(tx, runId);
    const alert = await alertOrThrow(tx, id);
    const next = nextAlert({ previous: alert, event, now });
    if (!next?.changed) return [];
    const { columns, deliveries = [] } = next.reason === event.kind ? await along(tx, alert) : {};
    await setStanding(tx, id, next.standing, columns);
    await noteRunChange(tx, [runId], "alert");
    return deliveries;
  });
  await ctx.enqueue(deliveries);
  return presentAlert(await alertOrThrow(ctx.db, id), now);
}

async function alertOrThrow(db: Tx, id: string): Promise<StoredAlert> {
  const alert = await findAlert(db, id);
  if (!alert) throw notFound("alert", id, "GET /api/v1/alerts lists those that exist.");
  return alert;
}
