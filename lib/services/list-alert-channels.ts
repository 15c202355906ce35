import { z } from "zod";
import type { Context } from "@/lib/context";
import type { AlertChannel } from "@/lib/contracts";
import { pageOfChannels } from "@/lib/db/alert-channels";
import { decodeCursor, pageOf } from "@/lib/formats/page-cursor";
import type { ListInput } from "@/lib/services/list-prompt-sets";
import { presentChannel } from "@/lib/services/present-channel";

/**
 * Channels, newest first, without their secrets.
 * @throws DomainError invalid-request for a cursor that no answer gave
 */
export async function listAlertChannels(ctx: Context, query: ListInput): Promise<{ items: AlertChannel[]; nextCursor: string | null }> {
  const cursor = decodeCursor(query.cursor, z.string());
  const rows = await pageOfChannels(ctx.db, { limit: query.limit, cursor, name: query.name });
  const page = pageOf(rows, query.limit, (row) => row.id);
  return { ...page, items: page.items.map(presentChannel) };
}
