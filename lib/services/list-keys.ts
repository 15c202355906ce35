import { z } from "zod";
import type { Context } from "@/lib/context";
import type { ApiKey } from "@/lib/contracts";
import { pageOfKeys } from "@/lib/db/keys";
import { decodeCursor, pageOf } from "@/lib/formats/page-cursor";
import type { ListInput } from "./list-prompt-sets";
import { toApiKey } from "./to-api-key";

/**
 * Keys that are not revoked.
 * @throws DomainError invalid-request for a cursor that no answer gave
 */
export async function listKeys(ctx: Context, query: ListInput): Promise<{ items: ApiKey[]; nextCursor: string | null }> {
  const cursor = decodeCursor(query.cursor, z.string());
  const rows = await pageOfKeys(ctx.db, { limit: query.limit, cursor, name: query.name });
  const page = pageOf(rows, query.limit, (row) => row.id);
  return { ...page, items: page.items.map(toApiKey) };
}
