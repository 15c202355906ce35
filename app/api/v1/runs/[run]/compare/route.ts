import * as contract from "@/lib/contracts";
import { compare } from "@/lib/pipeline/compare";
import { defineRoutes } from "@/app/_server/define-routes";
import { bindRoute } from "@/app/_server/bind-route";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = defineRoutes(
  bindRoute(contract.compare, async ({ params, query }, ctx) => ({ body: await compare(ctx, { ...params, ...query }) })),
);
