import { HydrationBoundary, QueryClient, dehydrate } from "@tanstack/react-query";
import type { Metadata } from "next";
import { listRewardModels } from "@/lib/services/list-reward-models";
import { getContext } from "../_server/context";
import { requireSession } from "../_server/require-session";
import { rewardModelsQuery } from "../_queries/reward-models";
import { Term } from "../_ui/term";
import { ModelsTable } from "./models-table";

export const metadata: Metadata = { title: "Models" };

export default async function ModelsPage() {
  await requireSession("/models");
  const queries = new QueryClient();
  queries.setQueryData(rewardModelsQuery().queryKey, await listRewardModels(getContext(), { limit: 100 }));
  return (
    <div className="page">
      <h1 className="text-20">Reward models</h1>
      <p className="mt-1 mb-4 max-w-[75ch] text-13 text-muted">
        Every model is checked when it is registered: batches, padding, truncation, symmetry, known scores. Its <Term name="identity" /> is part of every point that it draws.
      </p>
      <HydrationBoundary state={dehydrate(queries)}><ModelsTable /></HydrationBoundary>
    </div>
  );
}
