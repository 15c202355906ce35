import { HydrationBoundary, QueryClient, dehydrate } from "@tanstack/react-query";
import type { Metadata } from "next";
import { readRewardModel } from "@/lib/services/read-reward-model";
import { getContext } from "../../_server/context";
import { requireSession } from "../../_server/require-session";
import { rewardModelQuery } from "../../_queries/reward-models";
import { orNotFound } from "../../_ui/or-not-found";
import { ModelView } from "./model-view";

type Props = { params: Promise<{ model: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { model } = await params;
  await requireSession(`/models/${model}`);
  const found = await readRewardModel(getContext(), { rewardModel: decodeURIComponent(model) }).catch(() => null);
  return { title: found?.name ?? "Not found" };
}

export default async function ModelPage({ params }: Props) {
  const asked = decodeURIComponent((await params).model);
  await requireSession(`/models/${encodeURIComponent(asked)}`);
  const model = await orNotFound(readRewardModel(getContext(), { rewardModel: asked }));
  const queries = new QueryClient();
  queries.setQueryData(rewardModelQuery(model.id).queryKey, model);
  return <HydrationBoundary state={dehydrate(queries)}><ModelView id={model.id} /></HydrationBoundary>;
}
