import { z } from "zod";
import type { Context } from "@/lib/context";
import { RunOrder, RunSort, type ListedRun, type VerdictWord } from "@/lib/contracts";
import { runStandings } from "@/lib/db/run-standings";
import { idsOfRuns, pageOfRuns, runsById, type RunFilter, type RunPlace, type StoredRun } from "@/lib/db/runs";
import { DomainError } from "@/lib/errors";
import { decodeCursor, pageOf } from "@/lib/formats/page-cursor";
import type { ListInput } from "@/lib/services/list-prompt-sets";
import { orderRuns, type OrderedRun } from "@/lib/services/order-runs";
import { presentRuns } from "@/lib/services/read-run";
import { summariseRuns } from "@/lib/services/summarise-runs";

export interface ListRunsInput extends ListInput {
  project?: string | undefined; promptSet?: string | undefined; verdict?: VerdictWord | undefined; q?: string | undefined; ids?: string | undefined;
  sort?: RunSort; order?: RunOrder | undefined;
}

type Page = { rows: StoredRun[]; nextCursor: string | null };
type Ordering = { sort: RunSort; order: RunOrder; after: OrderedRun | undefined; verdict: VerdictWord | undefined; limit: number };

/** Milliseconds that a date can hold, either side of 1970. */
const furthestTime = 8.64e15;
const Place = z.object({ sort: RunSort, order: RunOrder, key: z.union([z.number().min(-furthestTime).max(furthestTime), z.string(), z.null()]), id: z.string() });

/**
 * Runs with the verdict and the curve of each, last active first unless another order is asked for.
 * By activity and by name the database reads one page; any other order, and the choice of a verdict, first reads where
 * every run stands, without its points.
 * @throws DomainError invalid-request for a cursor of another order, or of none
 */
export async function listRuns(ctx: Context, query: ListRunsInput): Promise<{ items: ListedRun[]; nextCursor: string | null }> {
  const { sort = "activity", verdict, limit } = query;
  const order = query.order ?? (sort === "name" ? "asc" : "desc");
  const place = decodeCursor(query.cursor, Place);
  if (place && (place.sort !== sort || place.order !== order)) throw otherOrder();
  const filter: RunFilter = {
    project: query.project, name: query.name, promptSet: query.promptSet, part: query.q,
    refs: query.ids === undefined ? undefined : query.ids.split(",").filter((ref) => ref !== "").slice(0, 100),
  };
  const ordering: Ordering = { sort, order, verdict, limit, after: place && { key: place.key, id: place.id } };
  const byDatabase = verdict === undefined && (sort === "activity" || sort === "name");
  const { rows, nextCursor } = byDatabase ? await pageByColumn(ctx, filter, { ...ordering, sort }) : await pageByStanding(ctx, filter, ordering);
  const [runs, summaries] = await Promise.all([presentRuns(ctx, rows), summariseRuns(ctx, rows)]);
  const items = runs.flatMap((run) => {
    const summary = summaries.get(run.id);
    return summary ? [{ ...run, summary }] : [];
  });
  return { items, nextCursor };
}

async function pageByColumn(ctx: Context, filter: RunFilter, { sort, order, after, limit }: Ordering & { sort: RunPlace["by"] }): Promise<Page> {
  const rows = await pageOfRuns(ctx.db, { ...filter, limit, by: sort, order, after: after && placeOf(sort, after) });
  const { items, nextCursor } = pageOf(rows, limit, (row) => ({
    sort, order, id: row.id, key: sort === "activity" ? row.lastActivityAt.getTime() : `${row.project} ${row.name}`,
  }));
  return { rows: items, nextCursor };
}

function placeOf(sort: RunPlace["by"], { key, id }: OrderedRun): RunPlace {
  if (sort === "activity" && typeof key === "number") return { by: "activity", lastActivityAt: new Date(key), id };
  const [project = "", name = ""] = String(key).split(" ");
  if (sort === "activity") throw otherOrder();
  return { by: "name", project, name };
}

async function pageByStanding(ctx: Context, filter: RunFilter, ordering: Ordering): Promise<Page> {
  const standings = await runStandings(ctx.db, await idsOfRuns(ctx.db, filter));
  const ordered = orderRuns(standings.values(), ordering);
  const { items, nextCursor } = pageOf(ordered.slice(0, ordering.limit + 1), ordering.limit, ({ id, key }) => ({ sort: ordering.sort, order: ordering.order, key, id }));
  return { rows: await runsById(ctx.db, items.map(({ id }) => id)), nextCursor };
}

function otherOrder(): DomainError {
  return new DomainError("invalid-request", "The cursor belongs to another order of the list.", {
    errors: [{ path: "/query/cursor", message: "leave the cursor out to begin at the first page of this order" }],
  });
}
