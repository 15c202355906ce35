import * as contract from "@/lib/contracts";
import { listAlerts } from "@/lib/services/list-alerts";
import { defineRoutes } from "@/app/_server/define-routes";
import { bindRoute } from "@/app/_server/bind-route";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = defineRoutes(
  bindRoute(contract.listAlerts, async ({ query }, ctx) => ({ body: await listAlerts(ctx, query) })),
);
