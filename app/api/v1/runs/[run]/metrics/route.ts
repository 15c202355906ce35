import * as contract from "@/lib/contracts";
import { listMetrics } from "@/lib/services/list-metrics";
import { logMetrics } from "@/lib/services/log-metrics";
import { defineRoutes } from "@/app/_server/define-routes";
import { bindRoute } from "@/app/_server/bind-route";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = defineRoutes(
  bindRoute(contract.logMetrics, async ({ params, body }, ctx) => ({ body: await logMetrics(ctx, { ...params, ...body }) })),
  bindRoute(contract.listMetrics, async ({ params, query }, ctx) => ({ body: await listMetrics(ctx, { ...params, ...query }) })),
);
