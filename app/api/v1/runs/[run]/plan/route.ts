import * as contract from "@/lib/contracts";
import { changePlan } from "@/lib/services/change-plan";
import { defineRoutes } from "@/app/_server/define-routes";
import { bindRoute } from "@/app/_server/bind-route";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = defineRoutes(
  bindRoute(contract.changePlan, async ({ params, body }, ctx) => ({ body: await changePlan(ctx, { ...params, plan: body }) })),
);
