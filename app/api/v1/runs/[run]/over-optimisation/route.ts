import * as contract from "@/lib/contracts";
import { readOverOptimisation } from "@/lib/pipeline/read-over-optimisation";
import { defineRoutes } from "@/app/_server/define-routes";
import { bindRoute } from "@/app/_server/bind-route";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = defineRoutes(
  bindRoute(contract.readOverOptimisation, async ({ params, query }, ctx) => ({ body: await readOverOptimisation(ctx, { ...params, ...query }) })),
);
