import * as contract from "@/lib/contracts";
import { createRewardModel } from "@/lib/services/create-reward-model";
import { listRewardModels } from "@/lib/services/list-reward-models";
import { defineRoutes } from "@/app/_server/define-routes";
import { bindRoute } from "@/app/_server/bind-route";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = defineRoutes(
  bindRoute(contract.createRewardModel, async ({ body }, ctx) => {
    const { rewardModel, created } = await createRewardModel(ctx, body);
    return { status: created ? 202 : 200, body: rewardModel };
  }),
  bindRoute(contract.listRewardModels, async ({ query }, ctx) => ({ body: await listRewardModels(ctx, query) })),
);
