import { z } from "zod";
import type { Context } from "@/lib/context";
import type { Run } from "@/lib/contracts";
import { pageOfRuns } from "@/lib/db/runs";
import { decodeCursor, pageOf } from "@/lib/formats/page-cursor";
import { presentRuns } from "@/lib/services/read-run";
import type { ListInput } from "@/lib/services/list-prompt-sets";

const Place = z.tuple([z.coerce.date(), z.string()]);

/** Runs, last active first. */
export async function listRuns(
  ctx: Context,
  query: ListInput & { project?: string | undefined; q?: string | undefined },
): Promise<{ items: Run[]; nextCursor: string | null }> {
  const place = decodeCursor(query.cursor, Place);
  const rows = await pageOfRuns(ctx.db, {
    limit: query.limit, project: query.project, name: query.name, part: query.q, after: place && { lastActivityAt: place[0], id: place[1] },
  });
  const page = pageOf(rows, query.limit, (row) => [row.lastActivityAt.toISOString(), row.id]);
  return { ...page, items: await presentRuns(ctx, page.items) };
}
