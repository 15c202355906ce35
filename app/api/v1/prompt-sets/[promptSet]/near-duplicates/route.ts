import * as contract from "@/lib/contracts";
import { readNearDuplicates } from "@/lib/services/read-near-duplicates";
import { defineRoutes } from "@/app/_server/define-routes";
import { bindRoute } from "@/app/_server/bind-route";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = defineRoutes(
  bindRoute(contract.readNearDuplicates, async ({ params }, ctx) => ({ body: await readNearDuplicates(ctx, params) })),
);
