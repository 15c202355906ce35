import * as contract from "@/lib/contracts";
import { pinCheckpoint } from "@/lib/services/pin-checkpoint";
import { unpinCheckpoint } from "@/lib/services/unpin-checkpoint";
import { defineRoutes } from "@/app/_server/define-routes";
import { bindRoute } from "@/app/_server/bind-route";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = defineRoutes(
  bindRoute(contract.pinCheckpoint, async ({ params, query }, ctx) => {
    const { pin, created } = await pinCheckpoint(ctx, { ...params, ...query });
    return { status: created ? 201 : 200, body: pin };
  }),
  bindRoute(contract.unpinCheckpoint, async ({ params, query }, ctx) => {
    await unpinCheckpoint(ctx, { ...params, ...query });
    return { body: null };
  }),
);
