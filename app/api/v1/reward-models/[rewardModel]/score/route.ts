import * as contract from "@/lib/contracts";
import { scoreItems } from "@/lib/services/score-items";
import { defineRoutes } from "@/app/_server/define-routes";
import { bindRoute } from "@/app/_server/bind-route";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = defineRoutes(
  bindRoute(contract.scoreItems, async ({ params, body }, ctx) => ({ body: await scoreItems(ctx, { ...params, ...body }) })),
);
