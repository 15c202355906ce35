import { HydrationBoundary, QueryClient, dehydrate } from "@tanstack/react-query";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { scopeCovers } from "@/lib/contracts/endpoint";
import { StepText } from "@/lib/contracts/primitives";
import { formatStep } from "@/lib/chart/format";
import { readBest } from "@/lib/pipeline/read-best";
import { listPairs } from "@/lib/pipeline/list-pairs";
import { readCurve } from "@/lib/pipeline/read-curve";
import { readCheckpoint } from "@/lib/services/read-checkpoint";
import { readPromptSet } from "@/lib/services/read-prompt-set";
import { getContext } from "../../../../_server/context";
import { requireSession } from "../../../../_server/require-session";
import { runOfRequest } from "../../../../_server/run-of-request";
import { checkpointQuery, pairsPageSize, pairsQuery } from "../../../../_queries/checkpoints";
import { bestQuery, curveQuery, runQuery } from "../../../../_queries/run";
import { orNotFound } from "../../../../_ui/or-not-found";
import { parseSelection } from "../../selection";
import { CheckpointView } from "./checkpoint-view";
import { parsePairs } from "./pairs-selection";

type Props = { params: Promise<{ run: string; step: string }>; searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { run, step } = await params;
  await requireSession(`/runs/${run}/checkpoints/${step}`);
  const found = await runOfRequest(decodeURIComponent(run)).catch(() => null);
  return { title: found ? `Step ${step} · ${found.project} / ${found.name}` : "Not found" };
}

export default async function CheckpointPage({ params, searchParams }: Props) {
  const raw = await params;
  const { scope } = await requireSession(`/runs/${raw.run}/checkpoints/${raw.step}`);
  const step = StepText.safeParse(raw.step);
  if (!step.success) notFound();
  const ctx = getContext();
  const search = await searchParams;
  const run = await orNotFound(runOfRequest(decodeURIComponent(raw.run)));
  const { metric: _metric, ...selection } = parseSelection(search, run);
  const input = { run: run.id, branch: "main", ...selection };
  const curve = await readCurve(ctx, input);
  // A branch's curve begins with its parent's checkpoints.
  const branch = curve.points.find((p) => p.step === step.data)?.branch ?? input.branch;
  const pairs = parsePairs(search);
  const { since, ...filter } = pairs;
  const [checkpoint, page, promptSet, best] = await Promise.all([
    orNotFound(readCheckpoint(ctx, { run: run.id, step: step.data, branch })),
    orNotFound(listPairs(ctx, { ...input, ...filter, ...(since && { since: Number(since) }), step: step.data, limit: pairsPageSize })),
    readPromptSet(ctx, { promptSet: run.promptSet.id, prompts: "false" }),
    readBest(ctx, input),
  ]);
  const queries = new QueryClient();
  queries.setQueryData(runQuery(run.id).queryKey, run);
  queries.setQueryData(curveQuery(run.id, selection).queryKey, curve);
  queries.setQueryData(bestQuery(run.id, selection).queryKey, best);
  queries.setQueryData(checkpointQuery(run.id, step.data, branch).queryKey, checkpoint);
  queries.setQueryData(pairsQuery(run.id, step.data, { ...selection, ...pairs }).queryKey, { pages: [page], pageParams: [null] });
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <CheckpointView key={`${run.id} ${formatStep(step.data)}`} id={run.id} step={step.data} branch={branch} tags={promptSet.tags} mayWrite={scopeCovers(scope, "write")} />
    </HydrationBoundary>
  );
}
