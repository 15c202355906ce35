import * as contract from "@/lib/contracts";
import { rescore } from "@/lib/services/rescore";
import { defineRoutes } from "@/app/_server/define-routes";
import { bindRoute } from "@/app/_server/bind-route";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = defineRoutes(
  bindRoute(contract.rescore, async ({ params, body }, ctx) => ({ body: await rescore(ctx, { ...params, ...body }) })),
);
