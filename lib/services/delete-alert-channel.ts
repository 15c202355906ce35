import type { Context } from "@/lib/context";
import { deleteChannel } from "@/lib/db/alert-channels";
import { channelOrThrow } from "@/lib/services/channel-or-throw";

/**
 * Removes a channel with the record of its deliveries; what waits to be sent through it is sent no more.
 * @param channel id or name
 * @throws DomainError not-found
 */
export async function deleteAlertChannel(ctx: Context, { channel }: { channel: string }): Promise<void> {
  await deleteChannel(ctx.db, (await channelOrThrow(ctx, channel)).id);
}
