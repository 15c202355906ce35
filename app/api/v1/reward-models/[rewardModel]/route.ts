import * as contract from "@/lib/contracts";
import { readRewardModel } from "@/lib/services/read-reward-model";
import { defineRoutes } from "@/app/_server/define-routes";
import { bindRoute } from "@/app/_server/bind-route";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = defineRoutes(
  bindRoute(contract.readRewardModel, async ({ params }, ctx) => ({ body: await readRewardModel(ctx, params) })),
);
