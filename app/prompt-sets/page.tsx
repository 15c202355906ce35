import { HydrationBoundary, QueryClient, dehydrate } from "@tanstack/react-query";
import type { Metadata } from "next";
import { listPromptSets } from "@/lib/services/list-prompt-sets";
import { getContext } from "../_server/context";
import { requireSession } from "../_server/require-session";
import { promptSetsQuery } from "../_queries/prompt-sets";
import { Term } from "../_ui/term";
import { PromptSetsTable } from "./prompt-sets-table";

export const metadata: Metadata = { title: "Prompt sets" };

export default async function PromptSetsPage() {
  await requireSession("/prompt-sets");
  const queries = new QueryClient();
  queries.setQueryData(promptSetsQuery().queryKey, await listPromptSets(getContext(), { limit: 500 }));
  return (
    <div className="page">
      <h1 className="text-20">Prompt sets</h1>
      <p className="mt-1 mb-4 max-w-[75ch] text-13 text-muted">
        A <Term name="prompt set" /> never changes: its hash is part of every point. Other prompts are another set, and another run.
      </p>
      <HydrationBoundary state={dehydrate(queries)}><PromptSetsTable /></HydrationBoundary>
    </div>
  );
}
