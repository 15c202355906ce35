import * as contract from "@/lib/contracts";
import { readBest } from "@/lib/pipeline/read-best";
import { defineRoutes } from "@/app/_server/define-routes";
import { bindRoute } from "@/app/_server/bind-route";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = defineRoutes(
  bindRoute(contract.readBest, async ({ params, query }, ctx) => ({ body: await readBest(ctx, { ...params, ...query }) })),
);
