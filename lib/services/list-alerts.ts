import { z } from "zod";
import type { Context } from "@/lib/context";
import { runOrThrow } from "@/lib/context/find-or-throw";
import { presentAlert } from "@/lib/context/present-alert";
import type { Alert, AlertState } from "@/lib/contracts";
import { pageOfAlerts } from "@/lib/db/alerts";
import { decodeCursor, pageOf } from "@/lib/formats/page-cursor";

/**
 * Alerts, newest first.
 * @throws DomainError not-found for a run that does not exist, invalid-request for a cursor that no answer gave
 */
export async function listAlerts(
  ctx: Context,
  query: { limit: number; cursor?: string | undefined; state?: AlertState | undefined; run?: string | undefined },
): Promise<{ items: Alert[]; nextCursor: string | null }> {
  const cursor = decodeCursor(query.cursor, z.string());
  const runId = query.run === undefined ? undefined : (await runOrThrow(ctx.db, query.run)).id;
  const now = ctx.now();
  const rows = await pageOfAlerts(ctx.db, { limit: query.limit, cursor, state: query.state, runId, now });
  const page = pageOf(rows, query.limit, (row) => row.id);
  return { ...page, items: page.items.map((row) => presentAlert(row, now)) };
}
