import * as contract from "@/lib/contracts";
import { readCurve } from "@/lib/pipeline/read-curve";
import { defineRoutes } from "@/app/_server/define-routes";
import { bindRoute } from "@/app/_server/bind-route";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = defineRoutes(
  bindRoute(contract.readCurve, async ({ params, query }, ctx) => ({ body: await readCurve(ctx, { ...params, ...query }) })),
);
