import * as contract from "@/lib/contracts";
import { readChanges } from "@/lib/pipeline/read-changes";
import { defineRoutes } from "@/app/_server/define-routes";
import { bindRoute } from "@/app/_server/bind-route";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = defineRoutes(
  bindRoute(contract.readChanges, async ({ params, query }, ctx) => ({ body: await readChanges(ctx, { ...params, ...query }) })),
);
