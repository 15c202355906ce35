import * as contract from "@/lib/contracts";
import { deleteAlertChannel } from "@/lib/services/delete-alert-channel";
import { defineRoutes } from "@/app/_server/define-routes";
import { bindRoute } from "@/app/_server/bind-route";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = defineRoutes(
  bindRoute(contract.deleteAlertChannel, async ({ params }, ctx) => {
    await deleteAlertChannel(ctx, params);
    return { body: null };
  }),
);
