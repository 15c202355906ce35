import { HydrationBoundary, QueryClient, dehydrate } from "@tanstack/react-query";
import type { Metadata } from "next";
import { listRuns } from "@/lib/services/list-runs";
import { readBest } from "@/lib/pipeline/read-best";
import { readCurve } from "@/lib/pipeline/read-curve";
import { getContext } from "./_server/context";
import { requireSession } from "./_server/require-session";
import { bestQuery, curveQuery } from "./_queries/run";
import { type RunsSelection, runsPageSize, runsQuery } from "./_queries/runs";
import { RunsOverview } from "./_ui/runs-overview";

export const metadata: Metadata = { title: "Runs · Tidemark" };

type SearchParams = Promise<Record<string, string | string[] | undefined>>;
const one = (value: string | string[] | undefined) => (typeof value === "string" && value !== "" ? value : undefined);

export default async function RunsPage({ searchParams }: { searchParams: SearchParams }) {
  const params = await searchParams;
  await requireSession("/");
  const ctx = getContext();
  const [project, q, cursor] = [one(params.project), one(params.q), one(params.cursor)];
  const selection: RunsSelection = { ...(project && { project }), ...(q && { q }), ...(cursor && { cursor }) };
  const runs = await listRuns(ctx, { ...selection, limit: runsPageSize });
  const queries = new QueryClient();
  queries.setQueryData(runsQuery(selection).queryKey, runs);
  await Promise.all(runs.items.filter((run) => run.nCheckpoints > 0).map(async ({ id }) => {
    const [curve, best] = await Promise.all([readCurve(ctx, { run: id, branch: "main" }), readBest(ctx, { run: id, branch: "main" })]);
    queries.setQueryData(curveQuery(id).queryKey, curve);
    queries.setQueryData(bestQuery(id).queryKey, best);
  }));
  return (
    <div className="page">
      <HydrationBoundary state={dehydrate(queries)}>
        <RunsOverview selection={selection} />
      </HydrationBoundary>
    </div>
  );
}
