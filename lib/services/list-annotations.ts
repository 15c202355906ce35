import { z } from "zod";
import type { Context } from "@/lib/context";
import { runOrThrow } from "@/lib/context/find-or-throw";
import type { Annotation } from "@/lib/contracts";
import { pageOfAnnotations } from "@/lib/db/annotations";
import { decodeCursor, pageOf } from "@/lib/formats/page-cursor";
import { presentAnnotation } from "@/lib/services/add-annotation";

const Place = z.tuple([z.coerce.bigint().nullable(), z.string()]);

/** Notes of a run: those on the run as a whole, then by step. */
export async function listAnnotations(
  ctx: Context,
  input: { run: string; limit: number; cursor?: string | undefined },
): Promise<{ items: Annotation[]; nextCursor: string | null }> {
  const run = await runOrThrow(ctx.db, input.run);
  const place = decodeCursor(input.cursor, Place);
  const rows = await pageOfAnnotations(ctx.db, { runId: run.id, limit: input.limit, after: place && { step: place[0], id: place[1] } });
  const page = pageOf(rows, input.limit, (row) => [row.step?.toString() ?? null, row.id]);
  return { ...page, items: page.items.map(presentAnnotation) };
}
