import type { Context } from "@/lib/context";
import { notFound } from "@/lib/context/not-found";
import { findChannel, type StoredChannel } from "@/lib/db/alert-channels";

/** @param ref id or name @throws DomainError not-found */
export async function channelOrThrow(ctx: Context, ref: string): Promise<StoredChannel> {
  const channel = await findChannel(ctx.db, ref);
  if (!channel) throw notFound("alert channel", ref, "GET /api/v1/alert-channels lists those that exist.");
  return channel;
}
