import type { Context } from "@/lib/context";
import { renderTestMessage } from "@/lib/alert/render-message";
import { sendThrough } from "@/lib/alert/send-through";
import { newId } from "@/lib/db/new-id";
import { channelOrThrow } from "@/lib/services/channel-or-throw";

/**
 * Sends a test message, once, and says what came of it.
 * @param channel id or name
 * @throws DomainError not-found
 */
export async function testAlertChannel(ctx: Context, { channel: ref }: { channel: string }): Promise<{ ok: boolean; error?: { code: string; message: string } }> {
  const { name, target } = await channelOrThrow(ctx, ref);
  const settings = ctx.env.alerts;
  const outcome = await sendThrough(
    target,
    { deliveryId: `test_${newId()}`, message: renderTestMessage(name, settings.baseUrl), alert: null },
    { settings, now: ctx.now, signal: new AbortController().signal },
  );
  return outcome.kind === "delivered" ? { ok: true } : { ok: false, error: outcome.error };
}
