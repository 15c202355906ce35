import { HydrationBoundary, QueryClient, dehydrate } from "@tanstack/react-query";
import type { Metadata } from "next";
import { requireSession } from "../../../_server/require-session";
import { runOfRequest } from "../../../_server/run-of-request";
import { runQuery } from "../../../_queries/run";
import { orNotFound } from "../../../_ui/or-not-found";
import { MatrixView } from "./matrix-view";

type Props = { params: Promise<{ run: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { run } = await params;
  await requireSession(`/runs/${run}/matrix`);
  const found = await runOfRequest(decodeURIComponent(run)).catch(() => null);
  return { title: found ? `Matrix · ${found.project} / ${found.name}` : "Not found" };
}

/** Outcomes are fetched by the browser: half a million letters are drawn, not written. */
export default async function MatrixPage({ params }: Props) {
  const { run: asked } = await params;
  await requireSession(`/runs/${asked}/matrix`);
  const run = await orNotFound(runOfRequest(decodeURIComponent(asked)));
  const queries = new QueryClient();
  queries.setQueryData(runQuery(run.id).queryKey, run);
  return <HydrationBoundary state={dehydrate(queries)}><MatrixView known={run} /></HydrationBoundary>;
}
