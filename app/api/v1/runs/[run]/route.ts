import * as contract from "@/lib/contracts";
import { readRun } from "@/lib/services/read-run";
import { defineRoutes } from "@/app/_server/define-routes";
import { bindRoute } from "@/app/_server/bind-route";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = defineRoutes(
  bindRoute(contract.readRun, async ({ params }, ctx) => ({ body: await readRun(ctx, params) })),
);
