import { HydrationBoundary, QueryClient, dehydrate } from "@tanstack/react-query";
import type { Metadata } from "next";
import { promptSetOrThrow } from "@/lib/context/find-or-throw";
import { presentPromptSet } from "@/lib/services/create-prompt-set";
import { listReferenceSets } from "@/lib/services/list-reference-sets";
import { getContext } from "../../_server/context";
import { requireSession } from "../../_server/require-session";
import { referenceSetsQuery } from "../../_queries/prompt-sets";
import { orNotFound } from "../../_ui/or-not-found";
import { PromptSetView } from "./prompt-set-view";

type Props = { params: Promise<{ promptSet: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const asked = decodeURIComponent((await params).promptSet);
  await requireSession(`/prompt-sets/${encodeURIComponent(asked)}`);
  const found = await promptSetOrThrow(getContext().db, asked).catch(() => null);
  return { title: found?.name ?? "Not found" };
}

/** Prompts themselves are fetched by the browser: a set may hold a hundred thousand. */
export default async function PromptSetPage({ params }: Props) {
  const asked = decodeURIComponent((await params).promptSet);
  await requireSession(`/prompt-sets/${encodeURIComponent(asked)}`);
  const set = await orNotFound(promptSetOrThrow(getContext().db, asked));
  const queries = new QueryClient();
  queries.setQueryData(referenceSetsQuery(set.id).queryKey, await listReferenceSets(getContext(), { promptSet: set.id, limit: 500 }));
  return <HydrationBoundary state={dehydrate(queries)}><PromptSetView set={presentPromptSet(set)} nClusters={set.nClusters} /></HydrationBoundary>;
}
