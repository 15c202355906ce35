import { backOffMs, mostAttempts } from "@/lib/alert/back-off";
import { renderMessage } from "@/lib/alert/render-message";
import { sendThrough } from "@/lib/alert/send-through";
import type { Context } from "@/lib/context";
import { presentAlert } from "@/lib/context/present-alert";
import { findChannel } from "@/lib/db/alert-channels";
import { beginAttempt, markDelivered, noteFailure, type StoredError } from "@/lib/db/alert-deliveries";
import { findAlert } from "@/lib/db/alerts";
import { noteRunChange } from "@/lib/db/run-events";
import { StageDeferred } from "@/lib/pipeline/stage-deferred";
import type { StageRun } from "@/lib/pipeline/run-stage";
import type { JobPayload } from "@/lib/queue/jobs";

/**
 * Sends one alert through one channel: a few attempts with growing pauses, then never again. A crash between sending and
 * noting it sends twice, with the same delivery id; not at all is impossible.
 * @throws StageDeferred while attempts are left
 */
export async function deliverAlert(ctx: Context, key: JobPayload<"deliver-alert">, { signal }: StageRun): Promise<void> {
  const row = await findAlert(ctx.db, key.alertId);
  const channel = await findChannel(ctx.db, key.channelId);
  const attempt = await beginAttempt(ctx.db, key);
  if (!row || !channel || attempt === null) return;
  if (attempt > mostAttempts) {
    return failDelivery(ctx, key, { code: "no-end", message: `${mostAttempts} attempts were begun and none came to an end; the message may have arrived.` });
  }
  const { deliveries: _, ...alert } = presentAlert(row, ctx.now());
  const outcome = await sendThrough(
    channel.target,
    { deliveryId: `${row.id}_${channel.id}`, message: renderMessage(alert, ctx.env.alerts.baseUrl), alert },
    { settings: ctx.env.alerts, now: ctx.now, signal },
  );
  if (outcome.kind === "delivered") {
    await markDelivered(ctx.db, key, ctx.now());
    return noteRunChange(ctx.db, [row.runId], "alert");
  }
  ctx.log.warn({ ...key, attempt, code: outcome.error.code }, "an alert was not delivered");
  if (outcome.kind === "refused") return failDelivery(ctx, key, outcome.error);
  if (attempt >= mostAttempts) return failDelivery(ctx, key, { ...outcome.error, message: `${outcome.error.message} Given up after ${attempt} attempts.` });
  await noteFailure(ctx.db, key, outcome.error, false);
  throw new StageDeferred(backOffMs(attempt, outcome.waitMs));
}

/** Nothing is tried any more; the alert says so. */
export async function failDelivery(ctx: Context, key: JobPayload<"deliver-alert">, error: StoredError): Promise<void> {
  await noteFailure(ctx.db, key, error, true);
  const alert = await findAlert(ctx.db, key.alertId);
  if (alert) await noteRunChange(ctx.db, [alert.runId], "alert");
}
