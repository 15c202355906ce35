import { z } from "zod";
import type { Context } from "@/lib/context";
import { runOrThrow } from "@/lib/context/find-or-throw";
import { presentCheckpoints } from "@/lib/context/present-checkpoint";
import type { Checkpoint } from "@/lib/contracts";
import { checkpointsInOrder } from "@/lib/db/checkpoints";
import { decodeCursor, pageOf } from "@/lib/formats/page-cursor";

const Place = z.tuple([z.coerce.bigint(), z.string()]);

/** Checkpoints of a run in step order, of one branch or of all. */
export async function listCheckpoints(
  ctx: Context,
  input: { run: string; branch?: string | undefined; limit: number; cursor?: string | undefined },
): Promise<{ items: Checkpoint[]; nextCursor: string | null }> {
  const run = await runOrThrow(ctx.db, input.run);
  const place = decodeCursor(input.cursor, Place);
  const rows = await checkpointsInOrder(ctx.db, {
    runId: run.id, limit: input.limit,
    ...(input.branch === undefined ? {} : { branch: input.branch }),
    ...(place && { after: { step: place[0], branch: place[1] } }),
  });
  const page = pageOf(rows, input.limit, (row) => [row.step.toString(), row.branch]);
  return { ...page, items: await presentCheckpoints(ctx, page.items, run.promptSet.nPrompts) };
}
