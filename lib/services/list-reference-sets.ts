import { z } from "zod";
import type { Context } from "@/lib/context";
import { promptSetOrThrow } from "@/lib/context/find-or-throw";
import type { ReferenceSet } from "@/lib/contracts";
import { referenceSetsOf } from "@/lib/db/reference-sets";
import { decodeCursor, pageOf } from "@/lib/formats/page-cursor";
import { presentReferenceSet } from "@/lib/services/create-reference-set";
import type { ListInput } from "@/lib/services/list-prompt-sets";

export async function listReferenceSets(
  ctx: Context,
  input: ListInput & { promptSet: string },
): Promise<{ items: ReferenceSet[]; nextCursor: string | null }> {
  const promptSet = await promptSetOrThrow(ctx.db, input.promptSet);
  const after = decodeCursor(input.cursor, z.string());
  const rows = (await referenceSetsOf(ctx.db, promptSet.id))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .filter((row) => (after === undefined || row.id > after) && (input.name === undefined || row.name === input.name));
  const page = pageOf(rows.slice(0, input.limit + 1), input.limit, (row) => row.id);
  return { ...page, items: page.items.map(presentReferenceSet) };
}
