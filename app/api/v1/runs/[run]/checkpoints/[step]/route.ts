import * as contract from "@/lib/contracts";
import { readCheckpoint } from "@/lib/services/read-checkpoint";
import { defineRoutes } from "@/app/_server/define-routes";
import { bindRoute } from "@/app/_server/bind-route";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = defineRoutes(
  bindRoute(contract.readCheckpoint, async ({ params, query }, ctx) => ({ body: await readCheckpoint(ctx, { ...params, ...query }) })),
);
