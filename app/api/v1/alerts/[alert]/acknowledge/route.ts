import * as contract from "@/lib/contracts";
import { acknowledgeAlert } from "@/lib/services/acknowledge-alert";
import { defineRoutes } from "@/app/_server/define-routes";
import { bindRoute } from "@/app/_server/bind-route";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = defineRoutes(
  bindRoute(contract.acknowledgeAlert, async ({ params, access }, ctx) => ({ body: await acknowledgeAlert(ctx, { id: params.alert, by: access.keyId }) })),
);
