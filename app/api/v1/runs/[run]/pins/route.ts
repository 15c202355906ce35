import * as contract from "@/lib/contracts";
import { listPins } from "@/lib/services/list-pins";
import { defineRoutes } from "@/app/_server/define-routes";
import { bindRoute } from "@/app/_server/bind-route";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = defineRoutes(
  bindRoute(contract.listPins, async ({ params }, ctx) => ({ body: await listPins(ctx, params) })),
);
