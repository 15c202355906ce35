import * as contract from "@/lib/contracts";
import { defineRoutes } from "@/app/_server/define-routes";
import { renderMetrics } from "@/app/_server/metrics";
import { bindRoute } from "@/app/_server/bind-route";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = defineRoutes(
  bindRoute(
    contract.readMetrics,
    async (_, ctx) => {
      const { text, contentType } = await renderMetrics(ctx);
      return new Response(text, { headers: { "content-type": contentType } });
    },
    { isOpen: (env) => env.metricsOpen },
  ),
);
