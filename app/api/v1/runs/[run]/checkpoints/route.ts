import * as contract from "@/lib/contracts";
import { registerCheckpoint } from "@/lib/pipeline/register-checkpoint";
import { listCheckpoints } from "@/lib/services/list-checkpoints";
import { defineRoutes } from "@/app/_server/define-routes";
import { bindRoute } from "@/app/_server/bind-route";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = defineRoutes(
  bindRoute(contract.registerCheckpoint, async ({ params, query, body }, ctx) => {
    const { checkpoint, created } = await registerCheckpoint(ctx, { ...params, ...query, body });
    return { status: created ? 202 : 200, body: checkpoint };
  }),
  bindRoute(contract.listCheckpoints, async ({ params, query }, ctx) => ({ body: await listCheckpoints(ctx, { ...params, ...query }) })),
);
