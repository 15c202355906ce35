import * as contract from "@/lib/contracts";
import { revokeKey } from "@/lib/services/revoke-key";
import { defineRoutes } from "@/app/_server/define-routes";
import { bindRoute } from "@/app/_server/bind-route";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = defineRoutes(
  bindRoute(contract.deleteKey, async ({ params }, ctx) => {
    await revokeKey(ctx, params);
    return { body: null };
  }),
);
