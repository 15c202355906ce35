import { z } from "zod";
import type { Context } from "@/lib/context";
import type { PromptSet } from "@/lib/contracts";
import { pageOfPromptSets } from "@/lib/db/prompt-sets";
import { presentPromptSet } from "@/lib/services/create-prompt-set";
import { decodeCursor, pageOf } from "@/lib/formats/page-cursor";

export interface ListInput { limit: number; cursor?: string | undefined; name?: string | undefined }

export async function listPromptSets(ctx: Context, query: ListInput): Promise<{ items: PromptSet[]; nextCursor: string | null }> {
  const cursor = decodeCursor(query.cursor, z.string());
  const rows = await pageOfPromptSets(ctx.db, { limit: query.limit, cursor, name: query.name });
  const page = pageOf(rows, query.limit, (row) => row.id);
  return { ...page, items: page.items.map(presentPromptSet) };
}
