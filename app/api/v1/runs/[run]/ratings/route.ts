import * as contract from "@/lib/contracts";
import { readRatings } from "@/lib/pipeline/read-ratings";
import { defineRoutes } from "@/app/_server/define-routes";
import { bindRoute } from "@/app/_server/bind-route";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = defineRoutes(
  bindRoute(contract.readRatings, async ({ params, query }, ctx) => ({ body: await readRatings(ctx, { ...params, ...query }) })),
);
