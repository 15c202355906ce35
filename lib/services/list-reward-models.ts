import { z } from "zod";
import type { Context } from "@/lib/context";
import type { RewardModel } from "@/lib/contracts";
import { pageOfRewardModels } from "@/lib/db/reward-models";
import { decodeCursor, pageOf } from "@/lib/formats/page-cursor";
import { presentRewardModel } from "@/lib/services/create-reward-model";
import type { ListInput } from "@/lib/services/list-prompt-sets";

export async function listRewardModels(ctx: Context, query: ListInput): Promise<{ items: RewardModel[]; nextCursor: string | null }> {
  const cursor = decodeCursor(query.cursor, z.string());
  const rows = await pageOfRewardModels(ctx.db, { limit: query.limit, cursor, name: query.name });
  const page = pageOf(rows, query.limit, (row) => row.id);
  return { ...page, items: page.items.map(presentRewardModel) };
}
