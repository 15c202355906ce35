import * as contract from "@/lib/contracts";
import { testAlertChannel } from "@/lib/services/test-alert-channel";
import { defineRoutes } from "@/app/_server/define-routes";
import { bindRoute } from "@/app/_server/bind-route";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = defineRoutes(
  bindRoute(contract.testAlertChannel, async ({ params }, ctx) => ({ body: await testAlertChannel(ctx, params) })),
);
