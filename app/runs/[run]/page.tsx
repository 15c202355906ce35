import { QueryClient, dehydrate } from "@tanstack/react-query";
import type { Metadata } from "next";
import { scopeCovers } from "@/lib/contracts/endpoint";
import { readBest } from "@/lib/pipeline/read-best";
import { readCurve } from "@/lib/pipeline/read-curve";
import { readVerdict } from "@/lib/pipeline/read-verdict";
import { listAnnotations } from "@/lib/services/list-annotations";
import { listCheckpoints } from "@/lib/services/list-checkpoints";
import { readRewardModel } from "@/lib/services/read-reward-model";
import { getContext } from "../../_server/context";
import { requireSession } from "../../_server/require-session";
import { runOfRequest } from "../../_server/run-of-request";
import { annotationsPageSize, annotationsQuery } from "../../_queries/annotations";
import { checkpointsPageSize, checkpointsQuery } from "../../_queries/checkpoints";
import { rewardModelQuery } from "../../_queries/reward-models";
import { bestQuery, curveQuery, runQuery, verdictQuery } from "../../_queries/run";
import { SeededQueries } from "../../_queries/seeded-queries";
import { orNotFound } from "../../_ui/or-not-found";
import { RunDashboard } from "./run-dashboard";
import { parseSelection } from "./selection";

type Props = { params: Promise<{ run: string }>; searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const id = decodeURIComponent((await params).run);
  await requireSession(`/runs/${id}`);
  const run = await runOfRequest(id).catch(() => null);
  return { title: run ? `${run.project} / ${run.name}` : "Not found" };
}

export default async function RunPage({ params, searchParams }: Props) {
  const id = decodeURIComponent((await params).run);
  const { scope } = await requireSession(`/runs/${encodeURIComponent(id)}`);
  const ctx = getContext();
  const run = await orNotFound(runOfRequest(id));
  const { metric: _metric, ...selection } = parseSelection(await searchParams, run);
  const input = { run: run.id, branch: "main", ...selection };
  // Curves laid over this one are read by the browser while it fetches what draws them.
  const [curve, best, verdict, checkpoints, annotations, rewardModels] = await Promise.all([
    readCurve(ctx, input), readBest(ctx, input), readVerdict(ctx, input),
    listCheckpoints(ctx, { run: run.id, limit: checkpointsPageSize }), listAnnotations(ctx, { run: run.id, limit: annotationsPageSize }),
    Promise.all(run.rewardModels.map(({ id }) => readRewardModel(ctx, { rewardModel: id }))),
  ]);
  const queries = new QueryClient();
  queries.setQueryData(runQuery(run.id).queryKey, run);
  queries.setQueryData(curveQuery(run.id, selection).queryKey, curve);
  queries.setQueryData(bestQuery(run.id, selection).queryKey, best);
  queries.setQueryData(verdictQuery(run.id, selection).queryKey, verdict);
  for (const rewardModel of rewardModels) queries.setQueryData(rewardModelQuery(rewardModel.id).queryKey, rewardModel);
  // A longer list is read by the browser, page by page.
  if (annotations.nextCursor === null) queries.setQueryData(annotationsQuery(run.id).queryKey, annotations.items);
  if (checkpoints.nextCursor === null) queries.setQueryData(checkpointsQuery(run.id).queryKey, checkpoints.items);
  return (
    <SeededQueries state={JSON.stringify(dehydrate(queries))}>
      <RunDashboard id={run.id} mayWrite={scopeCovers(scope, "write")} />
    </SeededQueries>
  );
}
