import * as contract from "@/lib/contracts";
import { snoozeAlert } from "@/lib/services/snooze-alert";
import { defineRoutes } from "@/app/_server/define-routes";
import { bindRoute } from "@/app/_server/bind-route";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = defineRoutes(
  bindRoute(contract.snoozeAlert, async ({ params, body }, ctx) => ({ body: await snoozeAlert(ctx, { id: params.alert, until: body.until }) })),
);
