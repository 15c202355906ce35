import * as contract from "@/lib/contracts";
import { createAlertChannel } from "@/lib/services/create-alert-channel";
import { listAlertChannels } from "@/lib/services/list-alert-channels";
import { defineRoutes } from "@/app/_server/define-routes";
import { bindRoute } from "@/app/_server/bind-route";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = defineRoutes(
  bindRoute(contract.createAlertChannel, async ({ body }, ctx) => {
    const { channel, created } = await createAlertChannel(ctx, body);
    return { status: created ? 201 : 200, body: channel };
  }),
  bindRoute(contract.listAlertChannels, async ({ query }, ctx) => ({ body: await listAlertChannels(ctx, query) })),
);
