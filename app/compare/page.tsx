import { HydrationBoundary, QueryClient, dehydrate } from "@tanstack/react-query";
import type { Metadata } from "next";
import { DomainError } from "@/lib/errors";
import { compare } from "@/lib/pipeline/compare";
import { listRuns } from "@/lib/services/list-runs";
import { getContext } from "../_server/context";
import { requireSession } from "../_server/require-session";
import { compareQuery, runChoicesQuery } from "../_queries/compare";
import { CompareView } from "./compare-view";
import { parseCompareSelection } from "./compare-selection";

export const metadata: Metadata = { title: "Compare" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function ComparePage({ searchParams }: Props) {
  const from = await searchParams;
  await requireSession(`/compare?${new URLSearchParams(Object.entries(from).filter((e): e is [string, string] => typeof e[1] === "string"))}`);
  const ctx = getContext();
  const queries = new QueryClient();
  queries.setQueryData(runChoicesQuery().queryKey, await listRuns(ctx, { limit: 200 }));
  const selection = parseCompareSelection(from);
  // What is wrong with the address is said in the page, beside the choice that mends it.
  const found = selection && await compare(ctx, { branch: "main", ...selection }).catch((error: unknown) => { if (error instanceof DomainError) return null; throw error; });
  if (selection && found) queries.setQueryData(compareQuery(selection).queryKey, found);
  return <HydrationBoundary state={dehydrate(queries)}><CompareView /></HydrationBoundary>;
}
