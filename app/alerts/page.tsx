import { HydrationBoundary, QueryClient, dehydrate } from "@tanstack/react-query";
import type { Metadata } from "next";
import { scopeCovers } from "@/lib/contracts/endpoint";
import { listAlerts } from "@/lib/services/list-alerts";
import { getContext } from "../_server/context";
import { requireSession } from "../_server/require-session";
import { alertsPageSize, alertsQuery } from "../_queries/alerts";
import { AlertsView } from "./alerts-view";
import { parseAlertsSelection } from "./alerts-selection";
import { orNotFound } from "../_ui/or-not-found";

export const metadata: Metadata = { title: "Alerts" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function AlertsPage({ searchParams }: Props) {
  const { scope } = await requireSession("/alerts");
  const selection = parseAlertsSelection(await searchParams);
  const queries = new QueryClient();
  const first = await orNotFound(listAlerts(getContext(), { ...selection, limit: alertsPageSize }));
  queries.setQueryData(alertsQuery(selection).queryKey, { pages: [first], pageParams: [null] });
  return <HydrationBoundary state={dehydrate(queries)}><AlertsView selection={selection} mayWrite={scopeCovers(scope, "write")} /></HydrationBoundary>;
}
