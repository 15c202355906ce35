import { HydrationBoundary, QueryClient, dehydrate } from "@tanstack/react-query";
import type { Metadata } from "next";
import { cookies } from "next/headers";
import { DomainError } from "@/lib/errors";
import { listAlerts } from "@/lib/services/list-alerts";
import { listRunNames } from "@/lib/services/list-run-names";
import { listRuns } from "@/lib/services/list-runs";
import { getContext } from "./_server/context";
import { requireSession } from "./_server/require-session";
import { alertsPageSize, alertsQuery } from "./_queries/alerts";
import { namedRunsQuery, type RunsSelection, runsPageSize, runsQuery } from "./_queries/runs";
import { parsePinnedRuns, pinnedRunsCookie } from "./_ui/pinned-runs";
import { RunsOverview } from "./_ui/runs-overview";
import { type RunsView, parseRunsView } from "./_ui/runs-selection";

export const metadata: Metadata = { title: "Runs · Tidemark" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function RunsPage({ searchParams }: Props) {
  await requireSession("/");
  const ctx = getContext();
  const asked = parseRunsView(await searchParams);
  const pinned = parsePinnedRuns((await cookies()).get(pinnedRunsCookie)?.value);
  const [{ chosen, ...selection }, runs] = await firstPage(asked);
  const { cursor: _cursor, ...narrowed } = selection;
  const [named, alerts, names] = await Promise.all([
    pinned.length > 0 ? listRuns(ctx, { ...narrowed, ids: pinned.join(","), limit: 100 }) : null,
    listAlerts(ctx, { state: "open", limit: alertsPageSize }), listRunNames(ctx),
  ]);
  const queries = new QueryClient();
  queries.setQueryData(runsQuery(selection).queryKey, runs);
  if (named) queries.setQueryData(namedRunsQuery(pinned, selection).queryKey, named);
  queries.setQueryData(alertsQuery({ state: "open" }).queryKey, { pages: [alerts], pageParams: [null] });
  return (
    <div className="page">
      <HydrationBoundary state={dehydrate(queries)}>
        <RunsOverview view={{ ...selection, chosen }} names={names} pinnedBefore={pinned} />
      </HydrationBoundary>
    </div>
  );
}

/** An old link may hold a place that is no more, or one of another order: the first page then. */
async function firstPage(view: RunsView): Promise<[RunsView, Awaited<ReturnType<typeof listRuns>>]> {
  const { chosen, ...selection } = view;
  const read = (from: RunsSelection) => listRuns(getContext(), { ...from, limit: runsPageSize });
  try {
    return [view, await read(selection)];
  } catch (error) {
    if (!(error instanceof DomainError) || selection.cursor === undefined) throw error;
    const { cursor: _cursor, ...first } = selection;
    return [{ ...first, chosen }, await read(first)];
  }
}
