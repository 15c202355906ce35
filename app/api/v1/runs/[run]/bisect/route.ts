import * as contract from "@/lib/contracts";
import { bisect } from "@/lib/pipeline/bisect";
import { defineRoutes } from "@/app/_server/define-routes";
import { bindRoute } from "@/app/_server/bind-route";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = defineRoutes(
  bindRoute(contract.bisect, async ({ params, query }, ctx) => ({ body: await bisect(ctx, { ...params, ...query }) })),
);
